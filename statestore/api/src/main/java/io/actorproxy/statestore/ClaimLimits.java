package io.actorproxy.statestore;

/**
 * How much a claim takes at most.
 *
 * @param messages how many, those of lanes included
 * @param ofLane how many of one lane; the first included
 * @param bytes how many bytes their contents have together as they are stored; the first message of
 *     all is taken however large it is
 */
public record ClaimLimits(int messages, int ofLane, long bytes) {

  /** Only the first message of each lane. */
  public static ClaimLimits firstOnly(int messages) {
    return new ClaimLimits(messages, 1, Long.MAX_VALUE);
  }
}
