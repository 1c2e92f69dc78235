/**
 * Durable messages: claiming, delivery, retries, dead letters. Side effects, broadcasts, durable
 * asynchronous calls and scheduled calls are rows of the store, and are removed when the receiver
 * has committed.
 */
@NullMarked
package io.actorproxy.delivery;

import org.jspecify.annotations.NullMarked;
