/**
 * Shared by all users of the state store: its health, the error codes of its failures, the thread
 * that writes in batches, and the delivery of results to event loops.
 */
@NullMarked
package io.actorproxy.store;

import org.jspecify.annotations.NullMarked;
