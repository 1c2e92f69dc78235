package io.actorproxy.registry;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recording of an instance in the store. The instance is known from its beginning; calls of the
 * instance wait here, in order, until it has ended, and so come before every call that finds the
 * instance recorded. Thread safe.
 */
public final class Recording {
  private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

  /** So many calls are released while more may come and wait; the rest while none may. */
  private static final int RELEASED_WITHOUT_LOCK = 100;

  /** That of every instance that is in the store, and of actors that need not be. */
  public static final Recording RECORDED = ended();

  private final @Nullable ActorId instance;
  private final int waitersMax;
  private final Queue<Waiter> waiters = new ArrayDeque<>();
  private @Nullable Failure failure;
  private boolean ended;
  private volatile boolean recorded;

  Recording(@Nullable ActorId instance, int waitersMax) {
    this.instance = instance;
    this.waitersMax = waitersMax;
  }

  private static Recording ended() {
    Recording recording = new Recording(null, 0);
    recording.succeed();
    return recording;
  }

  /** A call that waits; exactly one of the two methods is called, once. */
  public interface Waiter {
    /** The instance is recorded. */
    void recorded();

    /** The instance is not recorded, and not known any more. */
    void failed(Failure failure);
  }

  /** Whether the instance is recorded; then nothing has to wait. */
  public boolean isRecorded() {
    return recorded;
  }

  /**
   * Calls the waiter when the recording has ended, after those that wait already: now, if it has
   * ended, otherwise on the loop of the {@link LookupWriter}.
   */
  public void await(Waiter waiter) {
    Failure problem;
    synchronized (this) {
      if (!ended && waiters.size() < waitersMax) {
        waiters.add(waiter);
        return;
      }
      problem = ended ? failure : tooMany();
    }
    if (problem == null) {
      waiter.recorded();
    } else {
      waiter.failed(problem);
    }
  }

  private Failure tooMany() {
    return new Failure(
        ErrorCode.MAILBOX_FULL,
        "%d invocations wait already for %s to be recorded; call later, or raise"
                .formatted(waitersMax, instance)
            + " PROXY_MAILBOX_CAPACITY");
  }

  /** Releases the waiting calls in order, then lets later calls through at once. */
  void succeed() {
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
      next.recorded();
    } catch (RuntimeException e) {
      LOG.error(
          "BUG: a call that waited for {} to be recorded threw; it is not answered", instance, e);
    }
    return true;
  }

  /** A call that comes while others are released waits behind them, so the end is atomic. */
  private synchronized @Nullable Waiter nextOrEnd() {
    Waiter next = waiters.poll();
    if (next == null) {
      ended = true;
      recorded = true;
    }
    return next;
  }

  /** Answers the waiting calls and all later ones with the failure. */
  void fail(Failure reason) {
    synchronized (this) {
      failure = reason;
      ended = true;
    }
    // No waiter is added after the end.
    waiters.forEach(waiter -> waiter.failed(reason));
  }
}
