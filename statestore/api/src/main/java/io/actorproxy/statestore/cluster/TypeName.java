package io.actorproxy.statestore.cluster;

/**
 * The name of an actor type.
 *
 * @param system the actor system
 * @param type the name under which a host registered it, up to 1 KiB of UTF-8 as {@code system} is
 */
public record TypeName(String system, String type) {}
