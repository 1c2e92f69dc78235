package io.actorproxy.registry;

import io.actorproxy.invocation.ActorId;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records spawned instances and registrations for callers that must not wait for a store. One
 * transaction carries all instances that wait when the one before has ended. Thread safe.
 *
 * <p>A caller that waits for the outcome is told of the first failure. What has no caller is tried
 * again, with growing pauses, until the store takes it.
 */
public final class LookupWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LookupWriter.class);
  private static final Backoff PAUSES = new Backoff(100, 5_000);

  private final LookupStore store;
  private final int batch;
  private final int queueMax;
  private final Executor loop;
  private final BatchWorker<Write> writer;
  private final Map<String, LookupStore.Registration> registrations = new ConcurrentHashMap<>();

  /** Records without a caller that are not stored yet; this and the rest belong to the thread. */
  private final Queue<Write> again = new ArrayDeque<>();

  private @Nullable Failure lastFailure;

  /**
   * Instances that go into the same transaction.
   *
   * @param sometime whether it is tried again if the store fails, since no caller waits
   * @param callback for the result
   */
  private record Write(List<ActorKey> instances, boolean sometime, Consumer<Outcome> callback) {}

  /**
   * The result of a recording.
   *
   * @param failure null if it is durable; otherwise it may be durable all the same
   * @param before of a recording that no caller waits for, the instances of the same name that were
   *     there before
   */
  public record Outcome(@Nullable Failure failure, List<ActorKey> before) {}

  /**
   * Does nothing before {@link #start}.
   *
   * @param queueMax how many recordings may wait
   * @param batch about how many instances one transaction carries
   * @param closeLimit how long the end waits for recordings that were accepted
   * @param loop where outcomes are told
   */
  public LookupWriter(
      LookupStore store, int queueMax, int batch, Duration closeLimit, Executor loop) {
    this.store = store;
    this.queueMax = queueMax;
    this.batch = batch;
    this.loop = loop;
    this.writer =
        new BatchWorker<>(
            new BatchWorker.Settings("lookup-writer", queueMax, PAUSES, true, closeLimit),
            new Transactions());
  }

  /** Begins to write. */
  public LookupWriter start() {
    writer.start();
    return this;
  }

  /** Records all of the instances or none, and tells on the loop which. */
  public void record(List<ActorId> instances, Consumer<Outcome> callback) {
    Write write = new Write(keysOf(instances), false, callback);
    String refusal = offer(write);
    if (refusal != null) {
      tell(List.of(write), new Failure(ErrorCode.STORE_UNAVAILABLE, refusal), List.of());
    }
  }

  /**
   * Records an instance when the store takes it, unless it is there, and tells on the loop. No
   * caller waits for that.
   */
  public void recordSometime(ActorId instance, Consumer<Outcome> callback) {
    Write write = new Write(keysOf(List.of(instance)), true, callback);
    String refusal = offer(write);
    if (refusal != null) {
      LOG.warn("Expected to record {}, but {}; it is not known after a restart", instance, refusal);
      tell(List.of(write), new Failure(ErrorCode.STORE_UNAVAILABLE, refusal), List.of());
    }
  }

  /** Remembers a registration when the store takes it, unless a newer one comes before. */
  public void remember(LookupStore.Registration registration) {
    registrations.put(registration.system(), registration);
    writer.wakeUp();
  }

  /** Returns why the recording is refused; null if it will be written. */
  private @Nullable String offer(Write write) {
    return switch (writer.offer(write)) {
      case TAKEN -> null;
      case CLOSED -> "the proxy is stopping";
      case FULL ->
          "%d recordings wait already, which is the limit; raise PROXY_INSTANCE_QUEUE"
              .formatted(queueMax);
    };
  }

  private static List<ActorKey> keysOf(List<ActorId> instances) {
    return instances.stream().map(ActorId::key).toList();
  }

  /**
   * Writes what waits, until the store fails once, and stops. A store that hangs is waited for, but
   * not for ever.
   */
  @Override
  public void close() {
    writer.close();
  }

  /** Whether something waits to be written, as far as the thread knows. */
  boolean hasWork() {
    return hasLeftWork() || writer.peek() != null;
  }

  private boolean hasLeftWork() {
    return !(again.isEmpty() && registrations.isEmpty());
  }

  private final class Transactions implements BatchWorker.Transactions {
    @Override
    public boolean runNext() {
      return writeOnce();
    }

    @Override
    public long nanosUntilDue() {
      return hasLeftWork() ? 0 : Long.MAX_VALUE;
    }

    @Override
    public void giveUp() {
      List<Write> refused = new ArrayList<>();
      for (Write next = writer.poll(); next != null; next = writer.poll()) {
        refused.add(next);
      }
      tell(refused, new Failure(ErrorCode.STORE_UNAVAILABLE, "the proxy is stopping"), List.of());
      LOG.error(
          "Expected to record what was spawned and registered before stopping, but {};"
              + " {} instances and {} registrations are not known after a restart",
          lastFailure,
          again.size() + refused.stream().filter(Write::sometime).count(),
          registrations.size());
      again.clear();
      registrations.clear();
    }
  }

  /** Runs one transaction of instances and those of the registrations; false if one failed. */
  boolean writeOnce() {
    boolean recorded = writeInstances();
    return writeRegistrations() && recorded;
  }

  private boolean writeInstances() {
    List<Write> group = new ArrayList<>();
    int size = 0;
    for (Write next = poll(); next != null; next = size < batch ? poll() : null) {
      size += next.instances().size();
      group.add(next);
    }
    if (group.isEmpty()) {
      return true;
    }
    List<ActorKey> before = new ArrayList<>();
    Failure failure = attempt(() -> writeInstances(group, before));
    if (failure == null) {
      tell(group, null, before);
    } else {
      tell(group.stream().filter(write -> !write.sometime()).toList(), failure, List.of());
      group.stream().filter(Write::sometime).forEach(this::tryAgain);
    }
    return failure == null;
  }

  /**
   * Writes what may be new.
   *
   * @param before takes in the instances that were there, of the names that no caller waits for
   */
  private void writeInstances(List<Write> group, List<ActorKey> before) throws StoreException {
    List<LookupStore.Name> names =
        group.stream().filter(Write::sometime).flatMap(LookupWriter::names).distinct().toList();
    if (!names.isEmpty()) {
      before.addAll(store.instancesNamed(names));
    }
    Set<ActorKey> keys = new LinkedHashSet<>();
    group.forEach(write -> keys.addAll(write.instances()));
    before.forEach(keys::remove);
    if (!keys.isEmpty()) {
      store.addInstances(List.copyOf(keys));
    }
  }

  private static Stream<LookupStore.Name> names(Write write) {
    return write.instances().stream().map(LookupStore.Name::of);
  }

  /** Those first that may have a caller. */
  private @Nullable Write poll() {
    Write waiting = writer.poll();
    return waiting != null ? waiting : again.poll();
  }

  private void tryAgain(Write write) {
    if (again.size() < queueMax) {
      again.add(write);
    } else {
      LOG.warn(
          "Expected to record {} sometime, but {} wait already, the limit; raise"
              + " PROXY_INSTANCE_QUEUE",
          write.instances(),
          queueMax);
      tell(
          List.of(write),
          new Failure(ErrorCode.STORE_UNAVAILABLE, "too many recordings wait"),
          List.of());
    }
  }

  private boolean writeRegistrations() {
    for (LookupStore.Registration registration : List.copyOf(registrations.values())) {
      if (attempt(() -> store.putRegistration(registration)) != null) {
        return false;
      }
      registrations.remove(registration.system(), registration);
    }
    return true;
  }

  private interface Transaction {
    void run() throws StoreException;
  }

  private @Nullable Failure attempt(Transaction transaction) {
    try {
      transaction.run();
      if (lastFailure != null) {
        LOG.info("The state store records instances and registrations again");
      }
      lastFailure = null;
      return null;
    } catch (StoreException e) {
      return failed(StoreFailures.of(e), null);
    } catch (RuntimeException | Error e) {
      return failed(StoreFailures.ofDefect(e), e);
    }
  }

  private Failure failed(Failure failure, @Nullable Throwable defect) {
    if (lastFailure == null) {
      LOG.error("Expected to record instances and registrations, but {}", failure, defect);
    }
    lastFailure = failure;
    return failure;
  }

  private void tell(List<Write> writes, @Nullable Failure failure, List<ActorKey> before) {
    Map<LookupStore.Name, List<ActorKey>> byName =
        before.stream().collect(Collectors.groupingBy(LookupStore.Name::of));
    LoopAnswers answers = new LoopAnswers();
    for (Write write : writes) {
      List<ActorKey> own =
          write.sometime()
              ? names(write).flatMap(name -> byName.getOrDefault(name, List.of()).stream()).toList()
              : List.of();
      answers.add(loop, () -> tell(write.callback(), new Outcome(failure, own)));
    }
    answers.send();
  }

  private static void tell(Consumer<Outcome> callback, Outcome outcome) {
    try {
      callback.accept(outcome);
    } catch (RuntimeException e) {
      LOG.error("BUG: the callback of a recording threw; its calls are not answered", e);
    }
  }
}
