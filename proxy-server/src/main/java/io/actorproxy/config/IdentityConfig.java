package io.actorproxy.config;

/**
 * Who this proxy is.
 *
 * @param systemName the actor system it serves
 * @param appName the application next to it
 */
public record IdentityConfig(String systemName, String appName) {}
