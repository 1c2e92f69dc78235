package io.actorproxy.supervision;

/**
 * Limits of the activations of this member.
 *
 * @param activationsMax how many actors may be in memory at the same time
 * @param warmUpConcurrency how many actors of a partition are activated at a time without a call
 * @param timersEnabled whether timers of actor types run
 * @param restartsMax how many activations of a partition may break within the window
 * @param restartsWindowMillis the window
 */
public record SupervisorConfig(
    int activationsMax,
    int warmUpConcurrency,
    boolean timersEnabled,
    int restartsMax,
    long restartsWindowMillis) {}
