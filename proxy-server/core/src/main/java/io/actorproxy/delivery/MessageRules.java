package io.actorproxy.delivery;

import io.actorproxy.invocation.DeliveryPolicy;

/**
 * How many messages the store may hold, and how those end that cannot be delivered.
 *
 * @param policy that of receivers whose type does not say
 * @param storedMax how many messages may wait in the store
 * @param storedBytesMax how many bytes they may have
 * @param deadMax with how many dead letters in the store new messages are refused
 * @param deadBytesMax the same for their bytes
 * @param deadRetentionMillis after how many milliseconds a dead letter is removed; 0 for never
 */
public record MessageRules(
    DeliveryPolicy policy,
    long storedMax,
    long storedBytesMax,
    long deadMax,
    long deadBytesMax,
    long deadRetentionMillis) {}
