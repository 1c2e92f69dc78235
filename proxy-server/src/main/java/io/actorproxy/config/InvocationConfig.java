package io.actorproxy.config;

/**
 * The limits of an invocation.
 *
 * @param requestTimeoutMillis the deadline of an invocation that names none
 * @param maxInflight most invocations in the proxy at a time
 * @param mailboxCapacity most invocations that wait for one actor
 * @param lookupGraceMillis how long after the start an unknown actor is waited for
 * @param maxHops most pipes and forwards of one invocation
 * @param delayedInvokes whether timers run and invocations can be scheduled
 * @param scheduleCapacity most invocations scheduled at a time
 */
public record InvocationConfig(
    long requestTimeoutMillis,
    int maxInflight,
    int mailboxCapacity,
    long lookupGraceMillis,
    int maxHops,
    boolean delayedInvokes,
    int scheduleCapacity) {}
