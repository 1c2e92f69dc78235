package io.actorproxy.delivery;

/**
 * Limits of the delivery of messages.
 *
 * @param capacity how many messages are under way at a time
 * @param receiverMax how many messages are with one receiver at a time
 * @param laneMax how many messages of one lane are claimed together
 * @param bytesMax how many bytes the messages under way may have; a larger one goes alone
 * @param turnBytesMax how many bytes one turn may send to others
 * @param attemptsMax how often a delivery may fail before the message is a dead letter
 * @param leaseMillis how long no other proxy claims a claimed message; it is prolonged during the
 *     delivery
 * @param backoffMinMillis the pause after the first failure; it doubles with each
 * @param backoffMaxMillis the longest pause
 * @param pollIntervalMillis how often the store is asked for messages that others have left
 * @param scheduleCapacity how many invocations may be scheduled; 0 switches scheduling off
 * @param catchupPerSecond how many scheduled invocations that are late are run each second
 * @param durableAsync whether every asynchronous call is stored before it is acknowledged
 */
public record OutboxConfig(
    int capacity,
    int receiverMax,
    int laneMax,
    long bytesMax,
    long turnBytesMax,
    int attemptsMax,
    long leaseMillis,
    long backoffMinMillis,
    long backoffMaxMillis,
    long pollIntervalMillis,
    long scheduleCapacity,
    int catchupPerSecond,
    boolean durableAsync) {}
