package io.actorproxy.cluster;

import io.actorproxy.time.TimeSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster's loop on a thread of its own. Tasks without a delay run in the order given. */
public final class ClusterThread implements ClusterLoop, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterThread.class);

  private final TimeSource time;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("cluster-loop").factory());

  public ClusterThread(TimeSource time) {
    this.time = time;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRemoveOnCancelPolicy(true);
  }

  @Override
  public TimeSource time() {
    return time;
  }

  @Override
  public void schedule(long delayMillis, Runnable task) {
    try {
      thread.schedule(() -> run(task), delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("The cluster has ended; a task is dropped", e);
    }
  }

  /** A task that throws must not end the heartbeats. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("BUG: a task of the cluster threw; what it was to do is not done", e);
    }
  }

  /** Runs nothing any more. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
