package io.actorproxy.supervision;

/**
 * Limits of the activations of this member.
 *
 * @param activationsMax how many actors may be in memory at the same time
 * @param timersEnabled whether timers of actor types run
 */
public record SupervisorConfig(int activationsMax, boolean timersEnabled) {}
