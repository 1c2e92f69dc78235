package io.actorproxy.offload;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what takes a processor too long for an event loop: reads and writes JSON and gzip of bodies
 * that are not small. The threads are few, so that the loops get their share of the processors, and
 * so few large bodies are being worked on at a time. Bodies of each size get the same share of
 * these threads, so that large ones, however many, do not keep smaller ones waiting, nor those of
 * hosts those of clients: see {@link WaitingWork}. Thread safe.
 */
public final class Offload implements AutoCloseable {
  /**
   * Bytes of a body that an event loop works on itself: some tenths of a millisecond. A hand-over
   * to another thread and back costs a tenth of that.
   */
  public static final int SMALL = 16 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(Offload.class);

  private final int capacity;
  private final ThreadPoolExecutor executor;

  /** Is the lock of all that changes. The executor has one task for each work in it. */
  private final WaitingWork waiting = new WaitingWork();

  private boolean isClosed;

  /**
   * @param threads how many bodies are worked on at a time
   * @param capacity how many of each size may wait for that
   */
  public Offload(int threads, int capacity) {
    this.capacity = capacity;
    this.executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("body-", 0).daemon().factory());
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs what a request needs before its action runs, unless as many wait as may.
   *
   * @param caller whose work takes turns with that of others, by {@code equals}
   * @param bytes the size of the body, as far as it is known
   */
  public Intake runForRequest(Object caller, int bytes, Runnable task) {
    return run(() -> waiting.add(caller, bytes, capacity, task));
  }

  /**
   * Runs what a response needs. As many again may wait: it is better to refuse what has not begun
   * than to lose what is done.
   */
  public Intake runForAnswer(Object caller, int bytes, Runnable task) {
    return run(() -> waiting.add(caller, bytes, 2 * capacity, task));
  }

  /**
   * Runs what a call of the host needs. However many wait: each belongs to an invocation under way,
   * and what it holds is counted. False if this is closed.
   */
  public boolean runForHost(Object caller, int bytes, Runnable task) {
    return run(() -> waiting.addForHost(caller, bytes, task)).isTaken();
  }

  private Intake run(Supplier<Intake> adding) {
    synchronized (waiting) {
      if (isClosed) {
        return Intake.CLOSED;
      }
      Intake intake = adding.get();
      if (intake.isTaken()) {
        executor.execute(this::doNext);
      }
      return intake;
    }
  }

  private void doNext() {
    Runnable task;
    synchronized (waiting) {
      task = waiting.take();
    }
    try {
      task.run();
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("BUG: reading or writing a body threw; its call may get no reply", e);
    }
  }

  /** Takes no more; what waits is not begun. */
  @Override
  public void close() {
    synchronized (waiting) {
      isClosed = true;
    }
    executor.shutdownNow();
  }
}
