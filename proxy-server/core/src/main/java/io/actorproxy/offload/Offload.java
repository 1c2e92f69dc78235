package io.actorproxy.offload;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what takes a processor too long for an event loop: reads and writes JSON and gzip of bodies
 * that are not small. The threads are few, so that the loops get their share of the processors, and
 * so few large bodies are being worked on at a time. Thread safe.
 */
public final class Offload implements AutoCloseable {
  /**
   * Bytes of a body that an event loop works on itself: some tenths of a millisecond. A hand-over
   * to another thread and back costs a tenth of that.
   */
  public static final int SMALL = 16 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(Offload.class);

  private final int capacity;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ThreadPoolExecutor executor;

  /**
   * @param threads how many bodies are worked on at a time
   * @param capacity how many may wait for that
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

  /** Runs what a request needs before its action runs; false if as many wait as may. */
  public boolean runForRequest(Runnable task) {
    return run(task, capacity);
  }

  /**
   * Runs what a response needs. As many again may wait: it is better to refuse what has not begun
   * than to lose what is done.
   */
  public boolean runForAnswer(Runnable task) {
    return run(task, 2 * capacity);
  }

  /**
   * Runs what a call of the host needs. However many wait: each belongs to an invocation under way,
   * and what it holds is counted. False if this is closed.
   */
  public boolean runForHost(Runnable task) {
    return run(task, Integer.MAX_VALUE);
  }

  private boolean run(Runnable task, int limit) {
    if (waiting.incrementAndGet() > limit) {
      waiting.decrementAndGet();
      return false;
    }
    try {
      executor.execute(() -> carryOut(task));
      return true;
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      return false;
    }
  }

  private void carryOut(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("BUG: reading or writing a body threw; its call may get no reply", e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Takes no more; what waits is not begun. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
