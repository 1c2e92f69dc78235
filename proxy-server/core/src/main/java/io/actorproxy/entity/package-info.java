/**
 * One live actor: its mailbox, its turns, its state in memory, its activation and passivation.
 * Everything here belongs to one event loop, the partition's; nothing here is thread safe and
 * nothing blocks.
 */
@NullMarked
package io.actorproxy.entity;

import org.jspecify.annotations.NullMarked;
