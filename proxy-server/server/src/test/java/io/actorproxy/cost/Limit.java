package io.actorproxy.cost;

/**
 * The most that a call may cost, by the kind of its action.
 *
 * <p>If a change exceeds a limit, look at what it added to the hot path: an object for each call, a
 * flush, a wake-up of another thread. Raise a limit only in a commit that says what the call gets
 * for it. After a change that makes calls cheaper lower the limits: those of bytes are 10 to 15 %
 * above where a call settles, which a test with a limit of 0 tells when it fails.
 *
 * @param allocatedBytes that the proxy allocates for one call, after warm-up
 * @param sends one to the host and one to the caller, head and body together
 * @param receives one from the caller and one from the host
 * @param wakeUps of a thread that sleeps, by way of an eventfd or a futex: far fewer than calls as
 *     long as threads have something to do
 * @param systemCalls all, of all threads
 */
record Limit(
    int allocatedBytes, double sends, double receives, double wakeUps, double systemCalls) {
  static final Limit STATELESS = new Limit(3_600, 2.02, 2.1, 0.8, 7);
  static final Limit SNAPSHOT = new Limit(3_650, 2.02, 2.1, 0.8, 7);
  static final Limit ACKNOWLEDGED = new Limit(4_400, 2.02, 2.1, 0.8, 12);

  /** Acknowledged calls, one at a time: each must be on the disk before the next comes. */
  static final double SYNCS_ALONE = 1.05;

  /** Acknowledged calls, many at a time: those that wait for one sync share the next. */
  static final double SYNCS_TOGETHER = 0.5;
}
