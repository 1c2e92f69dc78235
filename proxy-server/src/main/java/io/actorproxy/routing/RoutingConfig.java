package io.actorproxy.routing;

/**
 * How calls are let in. All times are in milliseconds.
 *
 * @param requestTimeout how long a call waits that does not say
 * @param lookupGrace how long an unknown actor is looked for while registrations still arrive
 */
public record RoutingConfig(long requestTimeout, long lookupGrace) {}
