package io.actorproxy.supervision;

import io.actorproxy.entity.ActorEntity;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.loops.PartitionLoop;
import io.actorproxy.time.TimerWheel;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Activations that may not continue in their tenures yet. What changes in a slot is told, but not
 * that the member's lease is valid again, or that a delay is over: so they are tried again, a few
 * at a time. All of them at once would take the loop's whole time while the store is away.
 */
@OnLoop
final class StalledActivations {
  private static final long PAUSE_MILLIS = 20;

  /** How many are tried at a time; if there are very many, so many that each has its turn soon. */
  private static final int STEP = 256;

  /** In how many steps all have had their turn: in a second. */
  private static final int STEPS_MAX = 50;

  private final PartitionLoop loop;
  private final TimerWheel wheel;

  /** In the order in which they are tried. */
  private final Set<ActorEntity> stalled = new LinkedHashSet<>();

  private boolean isPlanned;

  StalledActivations(PartitionLoop loop, TimerWheel wheel) {
    this.loop = loop;
    this.wheel = wheel;
  }

  void add(ActorEntity entity) {
    stalled.add(entity);
    if (!isPlanned) {
      isPlanned = true;
      wheel.schedule(PAUSE_MILLIS, this::step);
    }
  }

  void remove(ActorEntity entity) {
    stalled.remove(entity);
  }

  private void step() {
    boolean hasContinued = false;
    try {
      hasContinued = tryNext(Math.max(STEP, Math.ceilDiv(stalled.size(), STEPS_MAX)));
    } finally {
      planNext(hasContinued);
    }
  }

  private void planNext(boolean atOnce) {
    isPlanned = !stalled.isEmpty();
    if (isPlanned && atOnce) {
      // What one has waited for, many have.
      loop.execute(this::step);
    } else if (isPlanned) {
      wheel.schedule(PAUSE_MILLIS, this::step);
    }
  }

  /** Returns whether one of them was not stalled any more. */
  private boolean tryNext(int count) {
    boolean hasContinued = false;
    for (int left = Math.min(count, stalled.size()); left > 0 && !stalled.isEmpty(); left--) {
      ActorEntity next = stalled.iterator().next();
      stalled.remove(next);
      next.onTenureChanged();
      hasContinued |= !stalled.contains(next);
    }
    return hasContinued;
  }
}
