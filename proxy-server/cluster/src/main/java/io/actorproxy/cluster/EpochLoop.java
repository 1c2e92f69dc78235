package io.actorproxy.cluster;

import io.actorproxy.time.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The cluster's loop for as long as one membership lasts: what comes later is dropped. */
final class EpochLoop {
  private final ClusterLoop loop;
  private final RandomGenerator random;
  private boolean ended;

  EpochLoop(ClusterLoop loop, RandomGenerator random) {
    this.loop = loop;
    this.random = random;
  }

  TimeSource time() {
    return loop.time();
  }

  long nanoTime() {
    return loop.time().nanoTime();
  }

  /** Whether so many milliseconds have passed since a moment of {@link #nanoTime}. */
  boolean isPast(long sinceNanos, long millis) {
    return nanoTime() - sinceNanos >= TimeUnit.MILLISECONDS.toNanos(millis);
  }

  void schedule(long delayMillis, Runnable task) {
    loop.schedule(
        delayMillis,
        () -> {
          if (!ended) {
            task.run();
          }
        });
  }

  /** Runs a task after a pause of half to one and a half of the given one. */
  void scheduleJittered(long delayMillis, Runnable task) {
    schedule(delayMillis / 2 + random.nextLong(delayMillis + 1), task);
  }

  /** An answer that only counts while the membership lasts. */
  <T> Consumer<T> whileItLasts(Consumer<T> then) {
    return answer -> {
      if (!ended) {
        then.accept(answer);
      }
    };
  }

  boolean hasEnded() {
    return ended;
  }

  void end() {
    ended = true;
  }
}
