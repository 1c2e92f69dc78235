package io.actorproxy.cluster;

import io.actorproxy.loops.PartitionLoop;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The threads and clocks of a process, in virtual time. What a paused process would do it does when
 * it continues: each thread in its order, the threads in any. One that has ended does nothing.
 */
final class SimulatedMachine implements TimeSource {
  private static final long EPOCH_MILLIS = 1_700_000_000_000L;

  private final VirtualTime time;
  private final SplittableRandom random;
  private final List<SimulatedThread> threads = new ArrayList<>();
  private long pausedUntil;
  private boolean ended;

  SimulatedMachine(VirtualTime time, SplittableRandom random) {
    this.time = time;
    this.random = random;
  }

  SimulatedThread thread() {
    var thread = new SimulatedThread();
    threads.add(thread);
    return thread;
  }

  Loop loop() {
    return new Loop(thread());
  }

  boolean isPaused() {
    return pausedUntil > time.now();
  }

  /** When it continued last, or will. */
  long pausedUntil() {
    return pausedUntil;
  }

  boolean hasEnded() {
    return ended;
  }

  void end() {
    ended = true;
  }

  /** Its clocks continue, and nothing runs. */
  void pause(long millis) {
    pausedUntil = Math.max(pausedUntil, time.now() + millis);
    time.at(pausedUntil, this::resume);
  }

  void endPause() {
    pausedUntil = Math.min(pausedUntil, time.now());
    resume();
  }

  private void resume() {
    while (!isPaused() && !ended) {
      List<SimulatedThread> waiting =
          threads.stream().filter(thread -> !thread.deferred.isEmpty()).toList();
      if (waiting.isEmpty()) {
        return;
      }
      waiting.get(random.nextInt(waiting.size())).deferred.remove().run();
    }
  }

  @Override
  public long nanoTime() {
    return TimeUnit.MILLISECONDS.toNanos(time.now());
  }

  @Override
  public long epochMillis() {
    return EPOCH_MILLIS + time.now();
  }

  /** Runs one task after the other. */
  final class SimulatedThread {
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();

    private SimulatedThread() {}

    void in(long millis, Runnable task) {
      time.in(millis, () -> run(task));
    }

    private void run(Runnable task) {
      if (isPaused() || !deferred.isEmpty()) {
        deferred.add(task);
      } else if (!ended) {
        task.run();
      }
    }

    /** Runs a task again and again, with pauses of that many milliseconds. */
    void every(int least, int most, Runnable task) {
      in(
          least + random.nextInt(most - least + 1),
          () -> {
            task.run();
            every(least, most, task);
          });
    }
  }

  /** An event loop: sometimes a task waits a little. */
  final class Loop implements PartitionLoop {
    private final SimulatedThread thread;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final TimerWheel wheel = new TimerWheel(SimulatedMachine.this);
    private boolean isCurrent;

    private Loop(SimulatedThread thread) {
      this.thread = thread;
      int tick = (int) TimerWheel.TICK_MILLIS;
      thread.every(tick, tick, () -> execute(wheel::advance));
    }

    TimerWheel wheel() {
      return wheel;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
      thread.in(random.nextInt(8) == 0 ? random.nextInt(3) : 0, this::runNext);
    }

    private void runNext() {
      isCurrent = true;
      try {
        tasks.remove().run();
      } finally {
        isCurrent = false;
      }
    }

    @Override
    public boolean isCurrent() {
      return isCurrent;
    }
  }
}
