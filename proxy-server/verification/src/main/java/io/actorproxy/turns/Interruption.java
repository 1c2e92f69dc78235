package io.actorproxy.turns;

/**
 * What kept a member from renewing its lease for a while.
 *
 * @param what kind of fault it was
 * @param member which member; 0 for all
 * @param begin when it was about to begin
 * @param leaseLasts whether the member could start turns until the end of its lease, since it ran
 *     and only the store was out of its reach
 */
public record Interruption(String what, int member, long begin, boolean leaseLasts) {
  /** How long a member starts turns after its last heartbeat. */
  static final long LEASE_NANOS = 2_800_000_000L;

  /** Until a host has read a request that was sent before, on a busy machine. */
  static final long UNDER_WAY_NANOS = 500_000_000L;

  /**
   * Whether it explains that a turn of its member was still running when a newer one began
   * elsewhere: it came before the newer one, and the older one was started within the lease.
   */
  boolean explains(Turn older, Turn newer) {
    long lease = leaseLasts ? LEASE_NANOS : 0;
    return (member == 0 || member == older.member())
        && newer.epoch() > older.epoch()
        && begin <= newer.begin()
        && older.begin() <= begin + lease + UNDER_WAY_NANOS;
  }
}
