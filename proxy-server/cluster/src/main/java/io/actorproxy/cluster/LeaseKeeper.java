package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.StoreOutcome.Done;
import io.actorproxy.statestore.cluster.View;
import io.actorproxy.time.TimeSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Renews the lease of one membership, and knows until when the member may start turns.
 *
 * <p>A heartbeat that succeeds lets it start turns for a lease minus the guard, counted from before
 * it was sent: so the member stops before the others, which count from after they have seen it. A
 * late heartbeat of a member that no other has fenced revives its lease.
 */
class LeaseKeeper {
  /** What the heartbeats find. */
  interface Listener {
    /** The member still is one, and the store knows the views that it knows. */
    void onPulse(Pulse pulse, Set<View> known, long sentNanos);

    /** A heartbeat had no answer. */
    void onMissedBeat();

    /** The member was fenced. */
    void onFenced();

    /** The store does not know a view that the member knows. */
    void onLostHistory();
  }

  /** When the last good heartbeat was sent. */
  private record Renewal(long sentNanos, long sentMillis) {}

  private final EpochLoop loop;
  private final ClusterTimings timings;
  private final StoreClient store;
  private final Identity me;
  private final Supplier<Set<View>> known;
  private final Listener listener;

  private volatile @Nullable Renewal renewal;
  private boolean beating;
  private boolean hurried;
  private int planned;

  LeaseKeeper(
      EpochLoop loop,
      ClusterTimings timings,
      StoreClient store,
      Identity me,
      Supplier<Set<View>> known,
      Listener listener) {
    this.loop = loop;
    this.timings = timings;
    this.store = store;
    this.me = me;
    this.known = known;
    this.listener = listener;
  }

  /** Sends the first heartbeat, and from now on one after the other. */
  void start() {
    beat();
  }

  /** Whether the member may start a turn now. To be asked directly before each, by any thread. */
  boolean isValid() {
    Renewal last = renewal;
    return last != null
        && loop.nanoTime() - last.sentNanos < timings.validNanos()
        && !wasFrozen(loop.time(), last.sentNanos, last.sentMillis);
  }

  /** For how many milliseconds the member may start turns; at most 0 if it may not. */
  long millisLeft() {
    Renewal last = renewal;
    return last == null || !isValid()
        ? 0
        : TimeUnit.NANOSECONDS.toMillis(timings.validNanos() - (loop.nanoTime() - last.sentNanos));
  }

  /**
   * Whether the process stood still since the last good heartbeat without its monotonic clock
   * noticing, as in a frozen virtual machine.
   */
  boolean wasFrozen(TimeSource time, long sinceNanos, long sinceMillis) {
    long wall = time.epochMillis() - sinceMillis;
    long monotonic = TimeUnit.NANOSECONDS.toMillis(time.nanoTime() - sinceNanos);
    return Math.abs(wall - monotonic) > timings.clockDifference();
  }

  /** Lets the next heartbeat come at once. */
  void hurry() {
    if (beating) {
      hurried = true;
    } else {
      beat();
    }
  }

  private void beat() {
    beating = true;
    hurried = false;
    long sentMillis = loop.time().epochMillis();
    long sentNanos = loop.nanoTime();
    Set<View> sent = known.get();
    store.beat(
        me, sent, loop.whileItLasts(outcome -> onBeat(outcome, sent, sentNanos, sentMillis)));
  }

  private void onBeat(
      StoreOutcome<Pulse> outcome, Set<View> sent, long sentNanos, long sentMillis) {
    beating = false;
    if (!(outcome instanceof Done<Pulse>(Pulse pulse))) {
      planNext(sentNanos);
      listener.onMissedBeat();
    } else if (!pulse.isMember()) {
      listener.onFenced();
    } else if (!pulse.areViewsKnown()) {
      listener.onLostHistory();
    } else {
      renewal = new Renewal(sentNanos, sentMillis);
      planNext(sentNanos);
      listener.onPulse(pulse, sent, sentNanos);
    }
  }

  private void planNext(long sentNanos) {
    int plan = ++planned;
    long passed = TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - sentNanos);
    long pause = hurried ? 0 : Math.max(0, timings.beat() - passed);
    loop.schedule(
        pause,
        () -> {
          if (plan == planned && !beating) {
            beat();
          }
        });
  }
}
