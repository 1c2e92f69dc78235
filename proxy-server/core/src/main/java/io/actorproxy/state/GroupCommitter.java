package io.actorproxy.state;

import static java.util.Objects.requireNonNull;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.store.BatchWorker;
import io.actorproxy.store.LoopAnswers;
import io.actorproxy.store.StoreFailures;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.Backoff;
import io.actorproxy.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the saves of all actors to the store, many in one transaction. The next transaction
 * begins as soon as the one before has ended, with whatever waits by then: the latency is the
 * store's own, and the busier the proxy, the larger the groups (DeWitt et al., "Implementation
 * techniques for main memory database systems", group commit).
 *
 * <p>Deferred saves are gathered first and then saved in a row of transactions; before each of them
 * come the saves for which callers wait.
 *
 * <p>While the store is unavailable the group is tried again with growing pauses. A save whose
 * deadline passes meanwhile is given up; the others stay.
 */
final class GroupCommitter implements BatchWorker.Transactions, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);
  private static final Backoff PAUSES = new Backoff(20, 1_000);

  private final SnapshotStore store;
  private final StateConfig config;
  private final TimeSource time;
  private final StoreHealth health;
  private final BatchWorker<SaveRequest> writer;
  private final Gathering gathering;
  private final AtomicInteger unanswered = new AtomicInteger();

  /**
   * Saves of the next transaction, or of the last one if it failed; only the committer's thread
   * uses it.
   */
  private final List<SaveRequest> group = new ArrayList<>();

  /**
   * Those of the group that a transaction had whose answer was lost; only the committer's thread
   * uses it.
   */
  private final Set<SaveRequest> maybeStored = Collections.newSetFromMap(new IdentityHashMap<>());

  private long groupBytes;

  /** Deferred saves that are being saved; only the committer's thread uses it. */
  private final Queue<SaveRequest> run = new ArrayDeque<>();

  /** Does nothing before {@link #start}. */
  GroupCommitter(SnapshotStore store, StateConfig config, TimeSource time, StoreHealth health) {
    this.store = store;
    this.config = config;
    this.time = time;
    this.health = health;
    this.gathering = new Gathering(config, time);
    this.writer =
        new BatchWorker<>(
            new BatchWorker.Settings(
                "group-committer",
                config.commitQueue(),
                PAUSES,
                false,
                Duration.ofMillis(config.closeMillis())),
            this);
  }

  void start() {
    writer.start();
  }

  /** How many saves were accepted and have no outcome yet. Thread safe. */
  int unanswered() {
    return unanswered.get();
  }

  void add(SaveRequest request) {
    unanswered.incrementAndGet();
    switch (request.deferrable() ? defer(request) : writer.offer(request)) {
      case TAKEN -> {}
      case CLOSED -> refuse(request, "the proxy is stopping");
      case FULL ->
          refuse(
              request,
              "%d saves wait already, which is the limit; raise PROXY_COMMIT_QUEUE"
                  .formatted(config.commitQueue()));
    }
  }

  private BatchWorker.Offer defer(SaveRequest request) {
    return switch (gathering.add(request)) {
      case GATHERED -> BatchWorker.Offer.TAKEN;
      case NEWS -> {
        writer.wakeUp();
        yield BatchWorker.Offer.TAKEN;
      }
      case FULL -> BatchWorker.Offer.FULL;
      case CLOSED -> BatchWorker.Offer.CLOSED;
    };
  }

  /** Writes deferred saves now, because a caller has begun to wait for one. Thread safe. */
  void flushDeferred() {
    if (gathering.flushDeferred()) {
      writer.wakeUp();
    }
  }

  private void refuse(SaveRequest request, String why) {
    answer(request, new SaveOutcome.NotSaved(new Failure(ErrorCode.STORE_UNAVAILABLE, why)));
  }

  /**
   * Saves what was accepted, as long as the store takes it. A store that hangs is waited for, but
   * not for ever; then the thread ends with the process.
   */
  @Override
  public void close() {
    // First, so that the thread finds everything that was gathered before.
    gathering.close();
    writer.close();
  }

  @Override
  public long nanosUntilDue() {
    return group.isEmpty() && run.isEmpty() ? gathering.nanosUntilDue() : 0;
  }

  /**
   * Commits what waits and fits into one transaction, and then what was gathered and fits into
   * another one; returns whether the store took it.
   */
  @Override
  public boolean runNext() {
    measureGroup();
    while (fits(writer.peek())) {
      addToGroup(requireNonNull(writer.poll()));
    }
    if (!group.isEmpty() && !commit(group)) {
      return false;
    }
    if (run.isEmpty()) {
      run.addAll(gathering.takeIfDue());
    }
    measureGroup();
    while (fits(run.peek())) {
      addToGroup(run.remove());
    }
    return group.isEmpty() || commit(group);
  }

  private void measureGroup() {
    groupBytes = 0;
    for (SaveRequest request : group) {
      groupBytes += request.bytes();
    }
  }

  private void addToGroup(SaveRequest request) {
    group.add(request);
    groupBytes += request.bytes();
  }

  private boolean fits(@Nullable SaveRequest next) {
    return next != null
        && (group.isEmpty()
            || (group.size() < config.commitBatch()
                && groupBytes + next.bytes() <= config.commitBatchBytes()));
  }

  /**
   * Commits a part of the group, a view of it, and removes what has an outcome. When the store is
   * unavailable the group keeps what is not too late, and the result is false.
   */
  private boolean commit(List<SaveRequest> part) {
    try (StoreHealth.StoreCall _ = health.calling()) {
      List<SaveResult> results = store.save(part.stream().map(SaveRequest::toSave).toList());
      health.saved();
      answer(part, results);
      part.clear();
      return true;
    } catch (StoreUnavailableException e) {
      maybeStored.addAll(part);
      dropTooLate(saveFailed(StoreFailures.of(e)));
      return false;
    } catch (StoreCorruptedException e) {
      if (part.size() > 1) {
        return commitInHalves(part);
      }
      Failure failure = StoreFailures.of(e);
      LOG.error("Expected to save {}, but {}", part.getFirst().actor(), failure);
      answerAll(part, failure);
    } catch (StoreException e) {
      answerAll(part, saveFailed(StoreFailures.of(e)));
    } catch (RuntimeException | Error e) {
      if (part.size() > 1) {
        return commitInHalves(part);
      }
      LOG.error("Expected to save {}, but the store driver threw", part.getFirst().actor(), e);
      answerAll(part, saveFailed(StoreFailures.ofDefect(e)));
    }
    return true;
  }

  /** Finds the one state that cannot be saved, so that it does not keep its neighbours from it. */
  private boolean commitInHalves(List<SaveRequest> part) {
    // What the first half has done is gone from the part; only the second half is left then.
    return commit(part.subList(0, part.size() / 2)) && commit(part);
  }

  private Failure saveFailed(Failure failure) {
    health.saveFailed(failure);
    return failure;
  }

  private void dropTooLate(Failure failure) {
    List<SaveRequest> late = new ArrayList<>();
    group.removeIf(request -> request.deadline().hasPassed(time) && late.add(request));
    answerAll(late, failure);
  }

  @Override
  public void giveUp() {
    Failure failure = health.failure();
    LOG.error("Expected to save {} states before stopping, but {}", group.size(), failure);
    answerAll(
        group,
        failure != null
            ? failure
            : new Failure(ErrorCode.STORE_UNAVAILABLE, "the proxy is stopping"));
  }

  private void answerAll(List<SaveRequest> requests, Failure failure) {
    SaveOutcome outcome = new SaveOutcome.NotSaved(failure);
    requests.forEach(maybeStored::remove);
    requests.forEach(request -> answer(request, outcome));
    requests.clear();
  }

  private void answer(SaveRequest request, SaveOutcome outcome) {
    unanswered.decrementAndGet();
    LoopAnswers.send(request.loop(), () -> request.answer(outcome));
  }

  private void answer(List<SaveRequest> part, List<SaveResult> results) {
    unanswered.addAndGet(-part.size());
    LoopAnswers answers = new LoopAnswers();
    for (int i = 0; i < part.size(); i++) {
      SaveRequest request = part.get(i);
      SaveOutcome outcome = outcomeOf(results.get(i), maybeStored.remove(request));
      answers.add(request.loop(), () -> request.answer(outcome));
    }
    answers.send();
  }

  private static SaveOutcome outcomeOf(SaveResult result, boolean mayBeStored) {
    return switch (result) {
      case SAVED -> new SaveOutcome.Saved();
      case CONFLICT -> new SaveOutcome.Fenced(mayBeStored);
      case FENCED -> new SaveOutcome.Expelled(mayBeStored);
      case CONSUMED -> new SaveOutcome.Consumed();
      case TOO_LARGE ->
          new SaveOutcome.NotSaved(
              new Failure(
                  ErrorCode.STATE_TOO_LARGE,
                  "the store refused the state; its limit is PROXY_STATE_MAX_BYTES"));
    };
  }
}
