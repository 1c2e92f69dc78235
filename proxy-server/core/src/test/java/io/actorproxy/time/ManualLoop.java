package io.actorproxy.time;

import io.actorproxy.loops.PartitionLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An event loop that the test turns by hand: tasks run when it is drained, timeouts when its clock
 * is moved. Other threads may hand it tasks. Its thread is the one that made it.
 */
public final class ManualLoop implements PartitionLoop {
  private final Thread thread = Thread.currentThread();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ManualTime time = new ManualTime();
  private final TimerWheel wheel = new TimerWheel(time);

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  public ManualTime time() {
    return time;
  }

  public TimerWheel wheel() {
    return wheel;
  }

  /** Whether a task waits. */
  public boolean hasTasks() {
    return !tasks.isEmpty();
  }

  /** Runs the task that waits longest, if there is one. */
  public void runOne() {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
    }
  }

  /** Runs tasks until none waits. */
  public void drain() {
    while (hasTasks()) {
      runOne();
    }
  }

  /** Lets time pass, tick by tick, and runs everything that comes of it. */
  public void advance(long millis) {
    drain();
    for (long left = millis; left > 0; left -= TimerWheel.TICK_MILLIS) {
      time.advanceMillis(Math.min(left, TimerWheel.TICK_MILLIS));
      wheel.advance();
      drain();
    }
  }
}
