package io.actorproxy.cluster.part;

import io.actorproxy.time.TimeSource;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a member that has joined has got its share of the slots. Who restarts members one by one
 * waits until each is ready: so the slots of the next one do not move to a process that is just
 * starting, together with those that others give it. What happens later is no reason, nor is a
 * share that does not come. One thread tells, any may ask.
 */
final class ShareReadiness {
  private static final long PATIENCE_MILLIS = 10_000;

  private final TimeSource time;
  private volatile @Nullable String problem;
  private boolean hasBegun;
  private long beginNanos;
  private boolean isOver;

  ShareReadiness(TimeSource time) {
    this.time = time;
  }

  /**
   * The process is a member at this moment.
   *
   * @param toCome how many slots others are to give to it; empty if that is not known yet
   * @param owned how many it owns
   */
  void onLook(OptionalInt toCome, int owned) {
    if (isOver) {
      return;
    }
    boolean isMissing = toCome.isEmpty() || toCome.getAsInt() > 0;
    if (isMissing && !hasBegun) {
      hasBegun = true;
      beginNanos = time.nanoTime();
    }
    isOver = isMissing ? isPast() : owned > 0;
    problem = isMissing && !isOver ? description(toCome) : null;
  }

  private boolean isPast() {
    return time.nanoTime() - beginNanos >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
  }

  private static String description(OptionalInt toCome) {
    return toCome.isEmpty()
        ? "the other members do not know this proxy yet"
        : "%d slots are still to move to this proxy".formatted(toCome.getAsInt());
  }

  /** Why the member is not ready; null if it is. */
  @Nullable String problem() {
    return problem;
  }
}
