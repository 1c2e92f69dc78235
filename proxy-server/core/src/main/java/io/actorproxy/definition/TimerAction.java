package io.actorproxy.definition;

/**
 * An action that runs again and again.
 *
 * @param action the action
 * @param periodMillis time between two runs; the protocol's field is called {@code seconds}, but
 *     every SDK puts milliseconds there
 */
public record TimerAction(String action, long periodMillis) {}
