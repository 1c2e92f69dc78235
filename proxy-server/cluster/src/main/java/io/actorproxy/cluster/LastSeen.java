package io.actorproxy.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** When each member renewed its lease for the last time, as far as this member has seen it. */
final class LastSeen {
  /** A member that is gone is remembered until its slots have other owners, and longer. */
  private static final long REMEMBERED_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private record Sighting(long lease, long millis) {}

  private final Map<Long, Sighting> sightings = new HashMap<>();

  /** Takes over the leases that a heartbeat has read. */
  void onLeases(Map<Long, Long> leases, long nowMillis) {
    leases.forEach(
        (epoch, lease) -> {
          Sighting last = sightings.get(epoch);
          if (last == null || last.lease() != lease) {
            sightings.put(epoch, new Sighting(lease, nowMillis));
          }
        });
    sightings
        .entrySet()
        .removeIf(
            one ->
                !leases.containsKey(one.getKey())
                    && nowMillis - one.getValue().millis() > REMEMBERED_MILLIS);
  }

  /** When that was, in milliseconds since the epoch; empty if the member is not known. */
  OptionalLong of(long epoch) {
    Sighting last = sightings.get(epoch);
    return last == null ? OptionalLong.empty() : OptionalLong.of(last.millis());
  }
}
