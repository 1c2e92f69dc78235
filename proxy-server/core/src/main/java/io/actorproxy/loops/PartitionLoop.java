package io.actorproxy.loops;

import java.util.concurrent.Executor;

/**
 * The thread of one partition, as its actors see it: runs tasks one after the other, in the order
 * in which they were given. Tasks may be given on any thread.
 */
public interface PartitionLoop extends Executor {
  /** Whether the current thread is the one that runs the tasks. */
  boolean isCurrent();
}
