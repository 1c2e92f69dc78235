package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.View;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a store that blocks, on two threads: heartbeats have one of their own, so that they wait for
 * nothing else.
 */
public final class ThreadedStoreClient implements StoreClient, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadedStoreClient.class);

  private final ClusterStore store;
  private final ClusterLoop loop;
  private final ExecutorService heartbeats = thread("cluster-heartbeat");
  private final ExecutorService others = thread("cluster-store");

  /**
   * @param loop where the answers come
   */
  public ThreadedStoreClient(ClusterStore store, ClusterLoop loop) {
    this.store = store;
    this.loop = loop;
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  @Override
  public void join(Joining joining, Consumer<StoreOutcome<Identity>> then) {
    ask(others, () -> store.join(joining), then);
  }

  @Override
  public void beat(Identity me, Set<View> known, Consumer<StoreOutcome<Pulse>> then) {
    ask(heartbeats, () -> store.beat(me, known), then);
  }

  @Override
  public void read(View seen, Consumer<StoreOutcome<Changes>> then) {
    ask(others, () -> store.read(seen), then);
  }

  @Override
  public void change(Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then) {
    ask(others, () -> store.change(me, seen, change), then);
  }

  private <T> void ask(
      ExecutorService on, Supplier<StoreOutcome<T>> operation, Consumer<StoreOutcome<T>> then) {
    try {
      on.execute(() -> answer(outcomeOf(operation), then));
    } catch (RejectedExecutionException e) {
      answer(new StoreOutcome.Unknown<>(e), then);
    }
  }

  private static <T> StoreOutcome<T> outcomeOf(Supplier<StoreOutcome<T>> operation) {
    try {
      return operation.get();
    } catch (RuntimeException | Error e) {
      LOG.error("BUG: the store driver threw; its outcome counts as unknown", e);
      return new StoreOutcome.Unknown<>(e);
    }
  }

  private <T> void answer(StoreOutcome<T> outcome, Consumer<StoreOutcome<T>> then) {
    loop.schedule(0, () -> then.accept(outcome));
  }

  /** What is asked from now on has an unknown outcome; what was asked still gets its answer. */
  @Override
  public void close() {
    heartbeats.shutdown();
    others.shutdown();
  }
}
