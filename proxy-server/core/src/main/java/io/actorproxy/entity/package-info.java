/**
 * One live actor: its mailbox, its turns, its state in memory, its activation and passivation. What
 * is marked {@code @OnLoop} belongs to one event loop, the partition's, and is not thread safe;
 * what partitions share ({@link io.actorproxy.entity.InFlight}, {@link
 * io.actorproxy.entity.CallCycles}) is. Nothing blocks.
 */
@NullMarked
package io.actorproxy.entity;

import org.jspecify.annotations.NullMarked;
