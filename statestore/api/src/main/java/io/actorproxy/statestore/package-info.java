/**
 * The SPI of state stores: bytes and names only, so that a driver needs to know nothing of actors,
 * protobuf or the network.
 *
 * <p>A driver is a {@link io.actorproxy.statestore.StateStoreDriver} found by {@link
 * java.util.ServiceLoader}; it is right when it passes the contract suite of the testkit module.
 */
@NullMarked
package io.actorproxy.statestore;

import org.jspecify.annotations.NullMarked;
