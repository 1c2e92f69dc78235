package io.actorproxy.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Judges which members have stopped renewing their leases, by watching: a lease that has not
 * changed for its whole length, by the monotonic clock of this process, is over. No clock of
 * another machine is read, not even the store's.
 *
 * <p>What was watched while this process or the store was away says nothing, since the others could
 * not renew their leases either: the watch begins anew.
 */
class ExpiryObserver {
  /** A member whose lease is over, and the lease that was seen. */
  record Expired(long epoch, long lease) {}

  private record Sighting(long lease, long sinceNanos) {}

  private final ClusterTimings timings;
  private final Map<Long, Sighting> sightings = new HashMap<>();
  private long lastNanos;

  ExpiryObserver(ClusterTimings timings) {
    this.timings = timings;
  }

  /** Begins anew, after a heartbeat without an answer. */
  void onMissedBeat() {
    sightings.clear();
  }

  /**
   * Takes over the leases that a heartbeat has read, and answers which are over.
   *
   * @param sentNanos before the heartbeat was sent
   * @param nowNanos after its answer has come
   */
  List<Expired> onLeases(Map<Long, Long> leases, long sentNanos, long nowNanos) {
    if (nowNanos - lastNanos > TimeUnit.MILLISECONDS.toNanos(timings.lateBeat())) {
      sightings.clear();
    }
    lastNanos = nowNanos;
    sightings.keySet().retainAll(leases.keySet());
    var expired = new ArrayList<Expired>();
    leases.forEach(
        (epoch, lease) -> {
          Sighting sighting = sightings.get(epoch);
          if (sighting == null || sighting.lease != lease) {
            sightings.put(epoch, new Sighting(lease, nowNanos));
          } else if (sentNanos - sighting.sinceNanos
              >= TimeUnit.MILLISECONDS.toNanos(timings.lease())) {
            expired.add(new Expired(epoch, lease));
          }
        });
    expired.sort((a, b) -> Long.compare(a.epoch, b.epoch));
    return expired;
  }

  /** For how many milliseconds the lease of a member has been seen unchanged. */
  long silentMillis(long epoch, long nowNanos) {
    Sighting sighting = sightings.get(epoch);
    return sighting == null ? 0 : TimeUnit.NANOSECONDS.toMillis(nowNanos - sighting.sinceNanos);
  }

  /**
   * In how many milliseconds the first lease will be over of those that are late already, so that a
   * heartbeat at that moment finds out. At least 1; at most {@link Long#MAX_VALUE}, if none is
   * late.
   */
  long millisToNext(long nowNanos) {
    long next = Long.MAX_VALUE;
    for (Sighting sighting : sightings.values()) {
      long age = TimeUnit.NANOSECONDS.toMillis(nowNanos - sighting.sinceNanos);
      if (age > timings.lateBeat() && age < timings.lease()) {
        next = Math.min(next, timings.lease() - age);
      }
    }
    return next;
  }
}
