package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the saves of all actors to the store, many in one transaction. The next transaction
 * begins as soon as the one before has ended, with whatever waits by then: the latency is the
 * store's own, and the busier the proxy, the larger the groups (DeWitt et al., "Implementation
 * techniques for main memory database systems", group commit).
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
  private final BlockingQueue<SaveRequest> queue;
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable Failure trouble;

  GroupCommitter(SnapshotStore store, StateConfig config, TimeSource time) {
    this.store = store;
    this.config = config;
    this.time = time;
    this.queue = new ArrayBlockingQueue<>(config.commitQueue());
    // A platform thread: an embedded store blocks in native code, which would pin a carrier.
    this.thread = Thread.ofPlatform().name("group-committer").daemon().start(this::run);
  }

  void add(SaveRequest request) {
    if (closing || !queue.offer(request)) {
      String why =
          closing
              ? "the proxy is stopping"
              : "%d saves wait already, which is the limit; raise PROXY_COMMIT_QUEUE"
                  .formatted(config.commitQueue());
      Failure failure = new Failure(ErrorCode.STORE_UNAVAILABLE, why);
      request.loop().execute(() -> request.answer(new SaveOutcome.NotSaved(failure)));
    }
  }

  /** Why the last transaction failed; null once one has succeeded. */
  @Nullable Failure trouble() {
    return trouble;
  }

  @Override
  public void close() {
    closing = true;
    // If the queue is full the thread is not waiting for it and needs no wake-up.
    queue.offer(WAKE_UP);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<SaveRequest> group = new ArrayList<>();
    long pauseMillis = 0;
    while (!(closing && group.isEmpty() && queue.isEmpty())) {
      fill(group, pauseMillis);
      if (!group.isEmpty()) {
        pauseMillis = commit(group) ? 0 : nextPause(pauseMillis);
      }
      if (closing && !group.isEmpty()) {
        giveUp(group);
      }
    }
  }

  /** Waits for work, or for the end of the pause, then takes what is there and fits. */
  private void fill(List<SaveRequest> group, long pauseMillis) {
    try {
      if (pauseMillis > 0) {
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      }
      long bytes = 0;
      for (SaveRequest request : group) {
        bytes += request.state().length;
      }
      SaveRequest next = group.isEmpty() ? queue.take() : queue.poll();
      while (next != null) {
        if (next != WAKE_UP) {
          group.add(next);
          bytes += next.state().length;
        }
        boolean full = group.size() >= config.commitBatch() || bytes >= config.commitBatchBytes();
        next = full ? null : queue.poll();
      }
    } catch (InterruptedException _) {
      // Nobody interrupts this thread; if somebody does, the loop simply goes on.
    }
  }

  /** Commits the group. When the store is unavailable the group keeps what is not too late. */
  private boolean commit(List<SaveRequest> group) {
    List<Save> saves = new ArrayList<>(group.size());
    for (SaveRequest request : group) {
      saves.add(request.toSave());
    }
    try {
      List<SaveResult> results = store.save(saves);
      recovered();
      answer(group, results);
      group.clear();
      return true;
    } catch (StoreUnavailableException e) {
      dropTooLate(group, broken(StoreFailures.of(e)));
    } catch (StoreException e) {
      answerAll(group, new SaveOutcome.NotSaved(broken(StoreFailures.of(e))));
    } catch (RuntimeException e) {
      LOG.error("Expected to save {} states, but the store driver broke", group.size(), e);
      answerAll(group, new SaveOutcome.NotSaved(broken(StoreFailures.ofDefect(e))));
    }
    return false;
  }

  private Failure broken(Failure failure) {
    if (trouble == null) {
      LOG.error("Expected to save states, but {}", failure);
    }
    trouble = failure;
    return failure;
  }

  private void recovered() {
    if (trouble != null) {
      trouble = null;
      LOG.info("The state store works again");
    }
  }

  private void dropTooLate(List<SaveRequest> group, Failure failure) {
    List<SaveRequest> late = new ArrayList<>();
    group.removeIf(request -> request.deadline().hasPassed(time) && late.add(request));
    answerAll(late, new SaveOutcome.NotSaved(failure));
  }

  private void giveUp(List<SaveRequest> group) {
    LOG.error("Expected to save {} states before stopping, but {}", group.size(), trouble);
    Failure failure = trouble;
    answerAll(
        group,
        new SaveOutcome.NotSaved(
            failure != null
                ? failure
                : new Failure(ErrorCode.STORE_UNAVAILABLE, "the proxy is stopping")));
  }

  private static void answerAll(List<SaveRequest> group, SaveOutcome outcome) {
    for (SaveRequest request : group) {
      request.loop().execute(() -> request.answer(outcome));
    }
    group.clear();
  }

  /** One wake-up of each loop, however many saves it waits for. */
  private static void answer(List<SaveRequest> group, List<SaveResult> results) {
    Map<Executor, List<Runnable>> byLoop = new IdentityHashMap<>();
    for (int i = 0; i < group.size(); i++) {
      SaveRequest request = group.get(i);
      SaveOutcome outcome = outcomeOf(results.get(i));
      byLoop
          .computeIfAbsent(request.loop(), _ -> new ArrayList<>())
          .add(() -> request.answer(outcome));
    }
    byLoop.forEach((loop, answers) -> loop.execute(() -> answers.forEach(Runnable::run)));
  }

  private static SaveOutcome outcomeOf(SaveResult result) {
    return switch (result) {
      case SAVED -> new SaveOutcome.Saved();
      case CONFLICT -> new SaveOutcome.Fenced();
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
