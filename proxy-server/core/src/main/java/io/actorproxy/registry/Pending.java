package io.actorproxy.registry;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A read or a write of the store that calls of an instance wait for. They wait here, in order,
 * until it has ended, and so come before every call that finds it ended. Thread safe.
 */
public abstract sealed class Pending permits Recording, LookUp {
  private static final Logger LOG = LoggerFactory.getLogger(Pending.class);

  /** So many calls are released while more may come and wait; the rest while none may. */
  private static final int RELEASED_WITHOUT_LOCK = 100;

  private final int waitersMax;
  private final Queue<Waiter> waiters = new ArrayDeque<>();
  private @Nullable Failure failure;
  private boolean ended;
  private volatile boolean succeeded;

  Pending(int waitersMax) {
    this.waitersMax = waitersMax;
  }

  /** A call that waits; exactly one of the two methods is called, once. */
  public interface Waiter {
    /** It has ended well. */
    void done();

    /** It has failed. */
    void failed(Failure failure);
  }

  /** What is waited for, as the end of a sentence: {@code sys/user/joe to be recorded}. */
  public abstract String awaited();

  /** The code of a call whose deadline passes while it waits. */
  public abstract ErrorCode late();

  /** Whether it has ended well; then nothing has to wait. */
  final boolean hasSucceeded() {
    return succeeded;
  }

  /**
   * Calls the waiter when it has ended, after those that wait already: now, if it has ended,
   * otherwise on the loop on which it ends.
   */
  public final void await(Waiter waiter) {
    Failure problem;
    synchronized (this) {
      if (!ended && waiters.size() < waitersMax) {
        waiters.add(waiter);
        return;
      }
      problem = ended ? failure : tooMany();
    }
    if (problem == null) {
      waiter.done();
    } else {
      waiter.failed(problem);
    }
  }

  private Failure tooMany() {
    return new Failure(
        ErrorCode.MAILBOX_FULL,
        "%d invocations wait already for %s; call later, or raise PROXY_MAILBOX_CAPACITY"
            .formatted(waitersMax, awaited()));
  }

  /** Releases the waiting calls in order, then lets later calls through at once. */
  final void succeed() {
    for (int i = 0; i < RELEASED_WITHOUT_LOCK; i++) {
      if (!releaseNext()) {
        return;
      }
    }
    // Calls come as fast as they are released, so from here on a new one waits for the lock.
    synchronized (this) {
      while (releaseNext()) {
        continue;
      }
    }
  }

  private boolean releaseNext() {
    Waiter next = nextOrEnd();
    if (next == null) {
      return false;
    }
    try {
      next.done();
    } catch (RuntimeException e) {
      LOG.error("BUG: a call that waited for {} threw; it is not answered", awaited(), e);
    }
    return true;
  }

  /** A call that comes while others are released waits behind them, so the end is atomic. */
  private synchronized @Nullable Waiter nextOrEnd() {
    Waiter next = waiters.poll();
    if (next == null) {
      ended = true;
      succeeded = true;
    }
    return next;
  }

  /** Answers the waiting calls and all later ones with the failure. */
  final void fail(Failure reason) {
    synchronized (this) {
      failure = reason;
      ended = true;
    }
    // No waiter is added after the end.
    waiters.forEach(waiter -> waiter.failed(reason));
  }
}
