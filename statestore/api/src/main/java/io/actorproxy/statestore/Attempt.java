package io.actorproxy.statestore;

/**
 * What has become of a try to deliver a message that is still there.
 *
 * @param id which message
 * @param attempts how often a delivery has failed by now
 * @param dueAt when it is to be tried again, in milliseconds since the epoch; of a dead letter, the
 *     time of its death
 * @param failure why it failed; empty if it did not. Up to 1 KiB of text without NUL
 * @param dead whether nobody tries it any more until somebody brings it back
 */
public record Attempt(MessageId id, int attempts, long dueAt, String failure, boolean dead) {}
