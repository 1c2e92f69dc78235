/**
 * Between JSON and the messages of the protocol, for clients and hosts that have no protobuf. Large
 * bodies take long; who calls decides on which thread.
 */
@NullMarked
package io.actorproxy.codec.json;

import org.jspecify.annotations.NullMarked;
