package io.actorproxy.config;

/**
 * Who this proxy is.
 *
 * @param systemName the actor system it serves
 * @param appName the application next to it
 * @param registeredApp under which name the registrations of the application are remembered: its
 *     own, or one that is the same after a restart
 * @param member which of all proxies with the same store this one is
 */
public record IdentityConfig(
    String systemName, String appName, String registeredApp, String member) {}
