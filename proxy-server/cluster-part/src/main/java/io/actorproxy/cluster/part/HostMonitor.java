package io.actorproxy.cluster.part;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Looks every half second whether the host accepts connections, on a thread of its own. A host that
 * fails once is not taken for gone: its actors would move to other members and back.
 */
final class HostMonitor implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  /** How many looks in a row have to fail. */
  private static final int PATIENCE = 3;

  private final BooleanSupplier accepts;
  private final Consumer<Boolean> onChange;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cluster-host").factory());

  private boolean isUp;
  private int failures;

  /**
   * Nothing is known of the host yet, and it counts as down.
   *
   * @param accepts may block
   * @param onChange gets whether it is up, on the thread of the watch
   */
  HostMonitor(BooleanSupplier accepts, Consumer<Boolean> onChange) {
    this.accepts = accepts;
    this.onChange = onChange;
  }

  HostMonitor start() {
    var _ = thread.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return this;
  }

  void look() {
    boolean accepting = accepts.getAsBoolean();
    failures = accepting ? 0 : failures + 1;
    boolean upNow = accepting || isUp && failures < PATIENCE;
    if (upNow != isUp) {
      isUp = upNow;
      onChange.accept(upNow);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
