package io.actorproxy.registry;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.store.BatchWorker;
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
 * the names that wait when the one before has ended, up to 256. Thread safe.
 */
public final class LookupReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LookupReader.class);
  private static final int BATCH = 256;

  private final LookupStore store;
  private final int queueMax;
  private final Executor loop;
  private final BatchWorker<Search> reader;
  private final LongAdder names = new LongAdder();

  /** What waits to be read. */
  private record Search(LookUp lookUp, Outcome outcome) {
    LookupStore.Name name() {
      return lookUp.name();
    }
  }

  /** Is told of the end of a search, on the loop. */
  interface Outcome {
    /** The instances that have the name that was searched for. */
    void found(LookUp lookUp, List<ActorKey> rows);

    /** The store has failed. */
    void failed(LookUp lookUp, Failure failure);
  }

  /**
   * Does nothing before {@link #start}.
   *
   * @param queueMax how many names may wait
   * @param closeLimit how long the end waits for the store
   * @param loop where outcomes are told
   */
  public LookupReader(LookupStore store, int queueMax, Duration closeLimit, Executor loop) {
    this.store = store;
    this.queueMax = queueMax;
    this.loop = loop;
    this.reader =
        new BatchWorker<>(
            new BatchWorker.Settings(
                "lookup-reader", queueMax, new Backoff(1, 1), true, closeLimit),
            new Queries());
  }

  /** Begins to read. */
  public LookupReader start() {
    reader.start();
    return this;
  }

  /** Takes in a search; returns why it is refused, or null if it is not. */
  @Nullable Failure offer(LookUp lookUp, Outcome outcome) {
    return switch (reader.offer(new Search(lookUp, outcome))) {
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

  private final class Queries implements BatchWorker.Transactions {
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
    List<Search> batch = new ArrayList<>();
    for (Search next = reader.poll();
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
      List<ActorKey> rows = store.instancesNamed(batch.stream().map(Search::name).toList());
      Map<LookupStore.Name, List<ActorKey>> byName =
          rows.stream().collect(Collectors.groupingBy(LookupStore.Name::of));
      for (Search search : batch) {
        List<ActorKey> own = byName.getOrDefault(search.name(), List.of());
        answers.add(loop, () -> search.outcome().found(search.lookUp(), own));
      }
    } catch (StoreException e) {
      fail(batch, StoreFailures.unavailable(e), answers);
    } catch (RuntimeException | Error e) {
      LOG.error("BUG: the driver of the state store threw when it was asked for instances", e);
      fail(batch, StoreFailures.ofDefect(e), answers);
    }
    answers.send();
  }

  private void fail(List<Search> batch, Failure failure, LoopAnswers answers) {
    for (Search search : batch) {
      answers.add(loop, () -> search.outcome().failed(search.lookUp(), failure));
    }
  }

  /** Reads what waits, and stops. A store that hangs is waited for, but not for ever. */
  @Override
  public void close() {
    reader.close();
  }
}
