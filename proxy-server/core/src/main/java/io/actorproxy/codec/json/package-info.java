/**
 * Converts between JSON and the messages of the protocol, for clients and hosts that have no
 * protobuf. Large bodies take long; the caller chooses the thread.
 */
@NullMarked
package io.actorproxy.codec.json;

import org.jspecify.annotations.NullMarked;
