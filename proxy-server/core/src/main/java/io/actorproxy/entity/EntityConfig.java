package io.actorproxy.entity;

/**
 * Limits and defaults of activations.
 *
 * @param durability when a caller is answered
 * @param mailboxCapacity how many invocations of one actor may be under way
 * @param requestTimeoutMillis how long a call waits that does not say
 * @param hostTimeoutMillis how long the host may take for one action
 * @param stateMaxBytes the largest state of one actor, encoded with its tags
 * @param snapshotIntervalMillis how often a changed state is saved when its type does not say
 * @param idleTimeoutMillis how long an actor stays without traffic when its type does not say
 * @param responsesMax how many responses to calls with an idempotency key are stored of an actor
 * @param responsesTtlMillis for how long
 * @param responsesMaxBytes how large they may be together
 * @param saveTimeoutMillis how long a failing store is tried again before the activation is given
 *     up; callers are told at their own deadlines
 * @param takeoverDelayMillis how long no turn begins after a take-over from a member that was taken
 *     for dead, when the type does not say
 */
public record EntityConfig(
    Durability durability,
    int mailboxCapacity,
    long requestTimeoutMillis,
    long hostTimeoutMillis,
    int stateMaxBytes,
    long snapshotIntervalMillis,
    long idleTimeoutMillis,
    int responsesMax,
    long responsesTtlMillis,
    int responsesMaxBytes,
    long saveTimeoutMillis,
    long takeoverDelayMillis) {}
