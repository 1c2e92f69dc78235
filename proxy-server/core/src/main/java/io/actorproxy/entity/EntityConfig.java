package io.actorproxy.entity;

/**
 * Limits and defaults of activations. All times are in milliseconds.
 *
 * @param durability when a caller is answered
 * @param mailboxCapacity how many invocations of one actor may be under way
 * @param requestTimeout how long a call waits that does not say
 * @param hostTimeout how long the host may take for one action
 * @param stateMaxBytes the largest state of one actor, encoded with its tags
 * @param snapshotInterval how often a changed state is saved when its type does not say
 * @param idleTimeout how long an actor stays without traffic when its type does not say
 * @param answersMax how many answers to calls with an idempotency key an actor remembers
 * @param answersTtl for how long
 * @param answersMaxBytes how large they may be together
 * @param saveTimeout how long a failing store is tried again before the activation is given up;
 *     callers are told at their own deadlines
 */
public record EntityConfig(
    Durability durability,
    int mailboxCapacity,
    long requestTimeout,
    long hostTimeout,
    int stateMaxBytes,
    long snapshotInterval,
    long idleTimeout,
    int answersMax,
    long answersTtl,
    int answersMaxBytes,
    long saveTimeout) {}
