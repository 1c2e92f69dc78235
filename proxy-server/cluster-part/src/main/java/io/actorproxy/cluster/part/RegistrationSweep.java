package io.actorproxy.cluster.part;

import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.LookupStore.Registrant;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what hosts have registered at members that are gone, on a thread of its own. In a
 * deployment each process may have a name that no other one had, and so the store would keep more
 * and more. A proxy that starts again under its name needs what it has stored, since its host
 * registers once: so a member has to be away for an hour, seen by one process without a break.
 */
final class RegistrationSweep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistrationSweep.class);
  private static final long PERIOD_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final long AWAY_NANOS = TimeUnit.HOURS.toNanos(1);

  private final LookupStore store;
  private final Registrant own;
  private final Supplier<Set<String>> members;
  private final TimeSource time;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cluster-registrations").factory());

  /** Since when those are away that are. */
  private final Map<Registrant, Long> awayNanos = new HashMap<>();

  /**
   * @param members the names of all members, for any thread; empty as long as they are not known
   */
  RegistrationSweep(
      LookupStore store, Registrant own, Supplier<Set<String>> members, TimeSource time) {
    this.store = store;
    this.own = own;
    this.members = members;
    this.time = time;
  }

  RegistrationSweep start() {
    var _ =
        thread.scheduleWithFixedDelay(
            this::sweep, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return this;
  }

  void sweep() {
    try {
      trySweep();
    } catch (StoreException e) {
      LOG.debug("Registrations of members that are gone cannot be removed", e);
    }
  }

  private void trySweep() throws StoreException {
    Set<String> present = members.get();
    if (present.isEmpty()) {
      // This process is no member now, and does not see who comes.
      awayNanos.clear();
      return;
    }
    List<Registrant> away =
        store.registrants().stream()
            .map(one -> new Registrant(one.app(), one.member(), 0))
            .filter(one -> !present.contains(one.member()) && !one.member().equals(own.member()))
            .toList();
    awayNanos.keySet().retainAll(away);
    for (Registrant one : away) {
      Long since = awayNanos.putIfAbsent(one, time.nanoTime());
      if (since != null && time.nanoTime() - since >= AWAY_NANOS) {
        store.removeRegistrations(one.app(), one.member());
        LOG.info(
            "Removed what the host of {} has registered for the app '{}': it was no member for"
                + " an hour",
            one.member(),
            one.app());
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
