package io.actorproxy.verify;

/** What is done to the members of a cluster and what is between them. */
enum ClusterFault {
  /** kill -9, and a new start, at once or after a while. */
  PROXY_KILLED(Lease.ENDS_AT_ONCE),
  /** SIGTERM, and a new start. */
  PROXY_STOPPED(Lease.LASTS),
  /** SIGSTOP, and SIGCONT after 5 to 30 s. */
  PROXY_PAUSED(Lease.ENDS_AT_ONCE),
  HOST_KILLED(Lease.LASTS),
  /** Proxy and host get SIGTERM at once; or the proxy does while its host is killed. */
  STOPPED_AT_ONCE(Lease.LASTS),
  STORE_CUT(Lease.IS_NOT_RENEWED),
  STORE_SLOWED(Lease.LASTS),
  PEERS_CUT(Lease.LASTS),
  PEERS_SLOWED(Lease.LASTS),
  /** One more member starts while another gets SIGTERM. */
  MEMBER_REPLACED(Lease.LASTS),
  /** The wall clock of a member is an hour ahead or behind for a while. */
  CLOCK_SET(Lease.LASTS),
  /** SIGSTOP of the server for 10 s. */
  DATABASE_PAUSED(Lease.IS_NOT_RENEWED),
  /** kill -9 of all of them, so that no other is there to take over. */
  ALL_PROXIES_KILLED(Lease.ENDS_AT_ONCE);

  /** What a fault does to the lease of its member. */
  enum Lease {
    LASTS,
    /** The member may start turns until it ends. */
    IS_NOT_RENEWED,
    /** The member starts no turn any more. */
    ENDS_AT_ONCE
  }

  private final Lease lease;

  ClusterFault(Lease lease) {
    this.lease = lease;
  }

  Lease lease() {
    return lease;
  }

  /** Whether it is done to one member, and the others are left as they are. */
  boolean isOfOneMember() {
    return this != MEMBER_REPLACED && this != DATABASE_PAUSED && this != ALL_PROXIES_KILLED;
  }

  /** Whether the proxy ends, so that connections of callers may end without an answer. */
  boolean endsProxy() {
    return switch (this) {
      case PROXY_KILLED, PROXY_STOPPED, STOPPED_AT_ONCE, MEMBER_REPLACED, ALL_PROXIES_KILLED ->
          true;
      default -> false;
    };
  }
}
