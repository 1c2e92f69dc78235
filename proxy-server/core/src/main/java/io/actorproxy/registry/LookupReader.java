package io.actorproxy.registry;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.store.BatchWriter;
import io.actorproxy.store.LoopAnswers;
import io.actorproxy.store.StoreFailures;
import io.actorproxy.time.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up instances by their names for callers that must not wait for a store. One query asks for
 * all names that wait when the one before has ended. Thread safe.
 */
public final class LookupReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LookupReader.class);
  private static final int BATCH = 256;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final LookupStore store;
  private final int queueMax;
  private final Executor loop;
  private final BatchWriter<LookUp> reader;
  private final LongAdder names = new LongAdder();
  private volatile Outcome outcome = new Outcome() {};

  /** Is told of the end of searches, on the loop. */
  interface Outcome {
    /** The instances that have the name that was searched for. */
    default void found(LookUp lookUp, List<ActorKey> rows) {}

    /** The store has failed. */
    default void failed(LookUp lookUp, Failure failure) {}
  }

  /**
   * Does nothing before {@link #start}.
   *
   * @param queueMax how many names may wait
   * @param loop where outcomes are told
   */
  public LookupReader(LookupStore store, int queueMax, Executor loop) {
    this.store = store;
    this.queueMax = queueMax;
    this.loop = loop;
    this.reader =
        new BatchWriter<>(
            new BatchWriter.Settings(
                "lookup-reader", queueMax, new Backoff(1, 1), true, CLOSE_LIMIT),
            new Queries());
  }

  /** Tells this one of all outcomes. */
  void tell(Outcome whom) {
    outcome = whom;
  }

  /** Begins to read. */
  public LookupReader start() {
    reader.start();
    return this;
  }

  /** Takes in a search; returns why it is refused, or null if it is not. */
  @Nullable Failure offer(LookUp lookUp) {
    return switch (reader.offer(lookUp)) {
      case TAKEN -> null;
      case CLOSED -> new Failure(ErrorCode.STORE_UNAVAILABLE, "the proxy is stopping");
      case FULL ->
          new Failure(
              ErrorCode.OVERLOADED,
              "%d instances wait already to be looked up; call later, or raise PROXY_INSTANCE_QUEUE"
                  .formatted(queueMax));
    };
  }

  /** How many names the store was asked for. */
  public long names() {
    return names.sum();
  }

  /** Whether something waits to be read. */
  boolean hasWork() {
    return reader.peek() != null;
  }

  private final class Queries implements BatchWriter.Transactions {
    @Override
    public boolean runNext() {
      readOnce();
      // What has failed has callers that are told, and is not tried again.
      return true;
    }

    @Override
    public long nanosUntilDue() {
      return Long.MAX_VALUE;
    }

    @Override
    public void giveUp() {}
  }

  /** Runs one query. */
  void readOnce() {
    List<LookUp> batch = new ArrayList<>();
    for (LookUp next = reader.poll();
        next != null;
        next = batch.size() < BATCH ? reader.poll() : null) {
      batch.add(next);
    }
    if (batch.isEmpty()) {
      return;
    }
    names.add(batch.size());
    LoopAnswers answers = new LoopAnswers();
    try {
      List<ActorKey> rows = store.instancesNamed(batch.stream().map(LookUp::name).toList());
      Map<LookupStore.Name, List<ActorKey>> byName =
          rows.stream().collect(Collectors.groupingBy(LookupReader::name));
      for (LookUp lookUp : batch) {
        List<ActorKey> own = byName.getOrDefault(lookUp.name(), List.of());
        answers.add(loop, () -> outcome.found(lookUp, own));
      }
    } catch (StoreException e) {
      fail(batch, StoreFailures.unavailable(e), answers);
    } catch (RuntimeException | Error e) {
      LOG.error("BUG: the driver of the state store threw when it was asked for instances", e);
      fail(batch, StoreFailures.ofDefect(e), answers);
    }
    answers.send();
  }

  private void fail(List<LookUp> batch, Failure failure, LoopAnswers answers) {
    batch.forEach(lookUp -> answers.add(loop, () -> outcome.failed(lookUp, failure)));
  }

  private static LookupStore.Name name(ActorKey key) {
    return new LookupStore.Name(key.system(), key.name());
  }

  /** Reads what waits, and stops. A store that hangs is waited for, but not for ever. */
  @Override
  public void close() {
    reader.close();
  }
}
