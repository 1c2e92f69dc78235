package io.actorproxy.cluster;

import io.actorproxy.time.TimeSource;

/** The one thread on which the cluster's state changes. */
public interface ClusterLoop {
  /** The clocks of the machine. */
  TimeSource time();

  /** Runs a task on this thread, once so many milliseconds have passed. For any thread. */
  void schedule(long delayMillis, Runnable task);
}
