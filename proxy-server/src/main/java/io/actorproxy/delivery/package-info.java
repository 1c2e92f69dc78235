/**
 * What has been promised and is still to be delivered: the outbox of turns, durable asynchronous
 * calls and scheduled calls. They are kept in the store, and leave it when the actor that takes
 * them in has committed.
 */
@NullMarked
package io.actorproxy.delivery;

import org.jspecify.annotations.NullMarked;
