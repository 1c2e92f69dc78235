package io.actorproxy.routing;

/**
 * How calls are let in.
 *
 * @param requestTimeoutMillis how long a call waits that does not say
 * @param lookupGraceMillis how long an unknown actor is looked for while registrations still arrive
 */
public record RoutingConfig(long requestTimeoutMillis, long lookupGraceMillis) {}
