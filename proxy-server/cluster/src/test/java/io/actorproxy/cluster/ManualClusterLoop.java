package io.actorproxy.cluster;

import io.actorproxy.time.TimeSource;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A cluster's loop whose time the test moves; its wall clock can be set apart. */
final class ManualClusterLoop implements ClusterLoop, TimeSource {
  private final VirtualTime time = new VirtualTime(100_000);
  long wallOffset;

  EpochLoop epochLoop() {
    return new EpochLoop(this, new SplittableRandom(1));
  }

  void advance(long millis) {
    time.advance(millis);
  }

  @Override
  public TimeSource time() {
    return this;
  }

  @Override
  public void schedule(long delayMillis, Runnable task) {
    time.in(delayMillis, task);
  }

  @Override
  public long nanoTime() {
    return TimeUnit.MILLISECONDS.toNanos(time.now());
  }

  @Override
  public long epochMillis() {
    return 1_000_000 + time.now() + wallOffset;
  }
}
