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
 * The time between the moment an instance is known and the moment it is recorded in the store. What
 * is to happen to the instance waits here, in order, and so comes before everything that finds the
 * instance recorded. Thread safe.
 */
public final class Arrival {
  private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);

  private static final int FREELY_LET_GO = 100;

  /** Of all instances that are there and for which nobody need wait. */
  public static final Arrival OVER = over();

  private final @Nullable ActorId instance;
  private final int waitersMax;
  private final Queue<Waiter> waiters = new ArrayDeque<>();
  private @Nullable Failure failure;
  private boolean ended;
  private volatile boolean over;

  Arrival(@Nullable ActorId instance, int waitersMax) {
    this.instance = instance;
    this.waitersMax = waitersMax;
  }

  private static Arrival over() {
    Arrival arrival = new Arrival(null, 0);
    arrival.succeed();
    return arrival;
  }

  /** Who waits; exactly one of the two is called, once. */
  public interface Waiter {
    /** The instance is recorded. */
    void arrived();

    /** It is not, and not known any more. */
    void failed(Failure failure);
  }

  /** Whether the instance is recorded; then nothing has to wait. */
  public boolean isOver() {
    return over;
  }

  /**
   * Calls the waiter when the instance has arrived, after those that wait already: now, if it has,
   * otherwise on the loop of the {@link SpawnedInstances}.
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
      waiter.arrived();
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

  /** Lets everybody go on who waits, and then everybody who comes. */
  void succeed() {
    for (int i = 0; i < FREELY_LET_GO; i++) {
      if (!letNextGo()) {
        return;
      }
    }
    // They come as fast as they go, so from here on whoever comes has to wait a moment.
    synchronized (this) {
      while (letNextGo()) {
        continue;
      }
    }
  }

  private boolean letNextGo() {
    Waiter next = nextOrOver();
    if (next == null) {
      return false;
    }
    try {
      next.arrived();
    } catch (RuntimeException e) {
      LOG.error("Expected a call to reach {}, but it broke", instance, e);
    }
    return true;
  }

  /** Whoever comes while the others are let go waits behind them, so the end has to be atomic. */
  private synchronized @Nullable Waiter nextOrOver() {
    Waiter next = waiters.poll();
    if (next == null) {
      ended = true;
      over = true;
    }
    return next;
  }

  void fail(Failure reason) {
    synchronized (this) {
      failure = reason;
      ended = true;
    }
    // Nobody is added after the end.
    waiters.forEach(waiter -> waiter.failed(reason));
  }
}
