package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.time.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the saves of all actors to the store, many in one transaction. The next transaction
 * begins as soon as the one before has ended, with whatever waits by then: the latency is the
 * store's own, and the busier the proxy, the larger the groups (DeWitt et al., "Implementation
 * techniques for main memory database systems", group commit).
 *
 * <p>Saves that nobody waits for are gathered first and then saved in a row of transactions; before
 * each of them those go that somebody waits for.
 *
 * <p>While the store is unavailable the group is tried again with growing pauses. A save whose
 * deadline passes meanwhile is given up; the others stay.
 */
final class GroupCommitter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);
  private static final long PAUSE_MILLIS_MIN = 20;
  private static final long PAUSE_MILLIS_MAX = 1_000;

  private static final SaveRequest WAKE_UP =
      new SaveRequest(
          ActorId.named("", ""), 0, new byte[0], 0, Deadline.NONE, Runnable::run, _ -> {});

  private final SnapshotStore store;
  private final StateConfig config;
  private final TimeSource time;
  private final StoreTrouble trouble;
  private final BlockingQueue<SaveRequest> queue;
  private final Gathering gathering;
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closing;

  /** What the next transaction carries, or the last could not; only the committer's thread. */
  private final List<SaveRequest> group = new ArrayList<>();

  /** What was gathered and is being saved; only the committer's thread. */
  private final Queue<SaveRequest> run = new ArrayDeque<>();

  /** Does nothing before {@link #start}. */
  GroupCommitter(SnapshotStore store, StateConfig config, TimeSource time, StoreTrouble trouble) {
    this.store = store;
    this.config = config;
    this.time = time;
    this.trouble = trouble;
    this.queue = new ArrayBlockingQueue<>(config.commitQueue());
    this.gathering = new Gathering(config, time);
    // A platform thread: an embedded store blocks in native code, which would pin a carrier.
    this.thread = Thread.ofPlatform().name("group-committer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** How many saves were accepted and have no outcome yet. Thread safe. */
  int unanswered() {
    return unanswered.get();
  }

  void add(SaveRequest request) {
    unanswered.incrementAndGet();
    if (closing) {
      refuse(request, "the proxy is stopping");
    } else if (!(request.deferrable() ? gather(request) : queue.offer(request))) {
      refuse(
          request,
          "%d saves wait already, which is the limit; raise PROXY_COMMIT_QUEUE"
              .formatted(config.commitQueue()));
    } else if (closing && (queue.remove(request) || gathering.remove(request))) {
      // The thread may have looked for the last time just before, or wait for what is gone.
      wakeUpThread();
      refuse(request, "the proxy is stopping");
    }
  }

  private boolean gather(SaveRequest request) {
    Gathering.Added added = gathering.add(request);
    if (added == Gathering.Added.NEWS) {
      wakeUpThread();
    }
    return added != Gathering.Added.REFUSED;
  }

  /** Writes deferred saves now, because a caller has begun to wait for one. Thread safe. */
  void flushDeferred() {
    // Each wake-up takes the place of a save in the queue.
    if (gathering.flushDeferred()) {
      wakeUpThread();
    }
  }

  private void wakeUpThread() {
    // If the queue is full the thread is not waiting for it and needs no wake-up.
    queue.offer(WAKE_UP);
  }

  private void refuse(SaveRequest request, String why) {
    answer(request, new SaveOutcome.NotSaved(new Failure(ErrorCode.STORE_UNAVAILABLE, why)));
  }

  /**
   * Saves what was accepted, as long as the store takes it. Waits for a store that hangs; whoever
   * cannot wait lets the process end, for which this thread does not matter.
   */
  @Override
  public void close() {
    closing = true;
    gathering.flushDeferred();
    wakeUpThread();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long pauseMillis = 0;
    while (!(closing && hasNothing())) {
      awaitWork(pauseMillis);
      pauseMillis = commitOnce() ? 0 : nextPause(pauseMillis);
      if (closing && !group.isEmpty()) {
        giveUp();
      }
    }
  }

  private boolean hasNothing() {
    return group.isEmpty() && queue.isEmpty() && run.isEmpty() && gathering.isEmpty();
  }

  /** Waits for a save, or for the end of the pause when there are some already. */
  private void awaitWork(long pauseMillis) {
    try {
      if (pauseMillis > 0) {
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      }
      if (group.isEmpty() && run.isEmpty()) {
        SaveRequest next = queue.poll(gathering.nanosUntilDue(), TimeUnit.NANOSECONDS);
        if (next != null) {
          take(next);
        }
      }
    } catch (InterruptedException _) {
      // Nobody interrupts this thread; if somebody does, the loop simply goes on.
    }
  }

  /**
   * Commits what waits and fits into one transaction, and then what was gathered and fits into
   * another one; returns whether the store took it.
   */
  boolean commitOnce() {
    fillGroup(queue);
    if (!group.isEmpty() && !commit(group)) {
      return false;
    }
    if (run.isEmpty()) {
      run.addAll(gathering.takeIfDue());
    }
    fillGroup(run);
    return group.isEmpty() || commit(group);
  }

  private void fillGroup(Queue<SaveRequest> from) {
    long bytes = 0;
    for (SaveRequest request : group) {
      bytes += request.bytes();
    }
    for (SaveRequest next = from.peek(); next != null && fits(next, bytes); next = from.peek()) {
      bytes += next.bytes();
      take(from.remove());
    }
  }

  private boolean fits(SaveRequest next, long bytes) {
    return group.isEmpty()
        || (group.size() < config.commitBatch()
            && bytes + next.bytes() <= config.commitBatchBytes());
  }

  private void take(SaveRequest request) {
    if (request != WAKE_UP) {
      group.add(request);
    }
  }

  /**
   * Commits a part of the group, a view of it, and removes what has an outcome. When the store is
   * unavailable the group keeps what is not too late, and the result is false.
   */
  private boolean commit(List<SaveRequest> part) {
    try (StoreCalls.Call _ = trouble.calling()) {
      List<SaveResult> results = store.save(part.stream().map(SaveRequest::toSave).toList());
      trouble.saved();
      answer(part, results);
      part.clear();
      return true;
    } catch (StoreUnavailableException e) {
      dropTooLate(broken(StoreFailures.of(e)));
      return false;
    } catch (StoreCorruptedException e) {
      if (part.size() > 1) {
        return commitInHalves(part);
      }
      Failure failure = StoreFailures.of(e);
      LOG.error("Expected to save {}, but {}", part.getFirst().actor(), failure);
      answerAll(part, failure);
    } catch (StoreException e) {
      answerAll(part, broken(StoreFailures.of(e)));
    } catch (RuntimeException | Error e) {
      if (part.size() > 1) {
        return commitInHalves(part);
      }
      LOG.error("Expected to save {}, but the store driver broke", part.getFirst().actor(), e);
      answerAll(part, broken(StoreFailures.ofDefect(e)));
    }
    return true;
  }

  /** Finds the one state that cannot be saved, so that it does not keep its neighbours from it. */
  private boolean commitInHalves(List<SaveRequest> part) {
    // What the first half has done is gone from the part; only the second half is left then.
    return commit(part.subList(0, part.size() / 2)) && commit(part);
  }

  private Failure broken(Failure failure) {
    trouble.saveFailed(failure);
    return failure;
  }

  private void dropTooLate(Failure failure) {
    List<SaveRequest> late = new ArrayList<>();
    group.removeIf(request -> request.deadline().hasPassed(time) && late.add(request));
    answerAll(late, failure);
  }

  private void giveUp() {
    Failure failure = trouble.current();
    LOG.error("Expected to save {} states before stopping, but {}", group.size(), failure);
    answerAll(
        group,
        failure != null
            ? failure
            : new Failure(ErrorCode.STORE_UNAVAILABLE, "the proxy is stopping"));
  }

  private void answerAll(List<SaveRequest> requests, Failure failure) {
    SaveOutcome outcome = new SaveOutcome.NotSaved(failure);
    requests.forEach(request -> answer(request, outcome));
    requests.clear();
  }

  private void answer(SaveRequest request, SaveOutcome outcome) {
    unanswered.decrementAndGet();
    wakeUp(request.loop(), () -> request.answer(outcome));
  }

  private static void wakeUp(Executor loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.warn("Expected to report the outcome of a save, but its event loop has ended", e);
    }
  }

  /** One wake-up of each loop, however many saves it waits for. */
  private void answer(List<SaveRequest> group, List<SaveResult> results) {
    unanswered.addAndGet(-group.size());
    Map<Executor, List<Runnable>> byLoop = new IdentityHashMap<>();
    for (int i = 0; i < group.size(); i++) {
      SaveRequest request = group.get(i);
      SaveOutcome outcome = outcomeOf(results.get(i));
      byLoop
          .computeIfAbsent(request.loop(), _ -> new ArrayList<>())
          .add(() -> request.answer(outcome));
    }
    byLoop.forEach((loop, answers) -> wakeUp(loop, () -> answers.forEach(Runnable::run)));
  }

  private static SaveOutcome outcomeOf(SaveResult result) {
    return switch (result) {
      case SAVED -> new SaveOutcome.Saved();
      case CONFLICT -> new SaveOutcome.Fenced();
      case CONSUMED -> new SaveOutcome.Consumed();
      case TOO_LARGE ->
          new SaveOutcome.NotSaved(
              new Failure(
                  ErrorCode.STATE_TOO_LARGE,
                  "the store refused the state; its limit is PROXY_STATE_MAX_BYTES"));
    };
  }

  private static long nextPause(long pauseMillis) {
    return Math.min(PAUSE_MILLIS_MAX, Math.max(PAUSE_MILLIS_MIN, pauseMillis * 2));
  }
}
