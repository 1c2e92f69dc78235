package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records spawned instances and registrations for those who must not wait for a store. One
 * transaction carries all instances that wait when the one before has ended. Thread safe.
 *
 * <p>Whoever waits for the outcome is told of the first failure. What nobody waits for is tried
 * again, with growing pauses, until the store takes it.
 */
public final class LookupWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LookupWriter.class);
  private static final long PAUSE_MILLIS_MIN = 100;
  private static final long PAUSE_MILLIS_MAX = 5_000;

  private static final Recording WAKE_UP = new Recording(List.of(), null);

  private final LookupStore store;
  private final int batch;
  private final int queueMax;
  private final Executor loop;
  private final BlockingQueue<Recording> queue;
  private final Map<String, LookupStore.Registration> registrations = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closing;

  /** What the next transaction carries; this and the rest belong to the thread. */
  private final List<Recording> group = new ArrayList<>();

  /** What nobody waits for and the store has not taken. */
  private final Queue<Recording> again = new ArrayDeque<>();

  private @Nullable Failure trouble;

  /** Instances that go into the same transaction, and who wants to know. */
  private record Recording(List<ActorKey> instances, @Nullable Consumer<Outcome> callback) {}

  /**
   * What became of a recording.
   *
   * @param failure null if it is durable; otherwise it may be durable all the same
   */
  public record Outcome(@Nullable Failure failure) {}

  /**
   * Does nothing before {@link #start}.
   *
   * @param queueMax how many recordings may wait
   * @param batch about how many instances one transaction carries
   * @param loop where outcomes are told
   */
  public LookupWriter(LookupStore store, int queueMax, int batch, Executor loop) {
    this.store = store;
    this.queueMax = queueMax;
    this.batch = batch;
    this.loop = loop;
    this.queue = new ArrayBlockingQueue<>(queueMax);
    // A platform thread: an embedded store blocks in native code, which would pin a carrier.
    this.thread = Thread.ofPlatform().name("lookup-writer").daemon().unstarted(this::run);
  }

  /** Begins to write. */
  public LookupWriter start() {
    thread.start();
    return this;
  }

  /** Records all of the instances or none, and tells on the loop which. */
  public void record(List<ActorId> instances, Consumer<Outcome> callback) {
    Recording recording = new Recording(keysOf(instances), callback);
    String refusal = offer(recording);
    if (refusal != null) {
      tell(List.of(recording), new Failure(ErrorCode.STORE_UNAVAILABLE, refusal));
    }
  }

  /** Records an instance when the store takes it; nobody waits for that. */
  public void recordSometime(ActorId instance) {
    String refusal = offer(new Recording(keysOf(List.of(instance)), null));
    if (refusal != null) {
      LOG.warn("Expected to record {}, but {}; it is not known after a restart", instance, refusal);
    }
  }

  /** Remembers a registration when the store takes it, unless a newer one comes before. */
  public void remember(LookupStore.Registration registration) {
    registrations.put(registration.system(), registration);
    // If the queue is full the thread is not waiting for it and needs no wake-up.
    queue.offer(WAKE_UP);
  }

  private @Nullable String offer(Recording recording) {
    if (closing) {
      return "the proxy is stopping";
    }
    if (!queue.offer(recording)) {
      return "%d recordings wait already, which is the limit; raise PROXY_INSTANCE_QUEUE"
          .formatted(queueMax);
    }
    // The thread may have looked at the queue for the last time just before.
    return closing && queue.remove(recording) ? "the proxy is stopping" : null;
  }

  private static List<ActorKey> keysOf(List<ActorId> instances) {
    return instances.stream().map(SaveRequest::keyOf).toList();
  }

  /** Tries once more to write what waits, and stops. Waits for as long as a store hangs. */
  @Override
  public void close() {
    closing = true;
    queue.offer(WAKE_UP);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long pauseMillis = 0;
    while (!closing) {
      awaitWork(pauseMillis);
      pauseMillis = writeOnce() ? 0 : nextPause(pauseMillis);
    }
    boolean whole = true;
    while (whole && hasWork()) {
      whole = writeOnce();
    }
    if (!whole) {
      queue.drainTo(group);
      tell(group, new Failure(ErrorCode.STORE_UNAVAILABLE, "the proxy is stopping"));
      LOG.error(
          "Expected to record what was spawned and registered before stopping, but {};"
              + " {} instances and {} registrations are not known after a restart",
          trouble,
          again.size(),
          registrations.size());
    }
  }

  /** Whether something waits to be written, as far as the thread knows. */
  boolean hasWork() {
    return !(queue.isEmpty() && again.isEmpty() && registrations.isEmpty());
  }

  private void awaitWork(long pauseMillis) {
    try {
      boolean idle = again.isEmpty() && registrations.isEmpty();
      Recording first = idle ? queue.take() : queue.poll(pauseMillis, TimeUnit.MILLISECONDS);
      if (first != null) {
        group.add(first);
      }
    } catch (InterruptedException _) {
      // Nobody interrupts this thread; if somebody does, the loop simply goes on.
    }
  }

  private static long nextPause(long pauseMillis) {
    return Math.clamp(pauseMillis * 2, PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX);
  }

  /** Runs one transaction of instances and those of the registrations; false if one failed. */
  boolean writeOnce() {
    boolean recorded = writeInstances();
    return writeRegistrations() && recorded;
  }

  private boolean writeInstances() {
    int size = group.stream().mapToInt(recording -> recording.instances().size()).sum();
    for (Recording next = next(); size < batch && next != null; next = next()) {
      size += next.instances().size();
      group.add(next);
      take();
    }
    List<ActorKey> keys =
        group.stream().flatMap(recording -> recording.instances().stream()).distinct().toList();
    Failure failure = keys.isEmpty() ? null : attempt(() -> store.addInstances(keys));
    tell(group, failure);
    if (failure != null) {
      group.stream().filter(recording -> recording.callback() == null).forEach(this::tryAgain);
    }
    group.clear();
    return failure == null;
  }

  /** Those first for which somebody waits. */
  private @Nullable Recording next() {
    Recording waiting = queue.peek();
    return waiting != null ? waiting : again.peek();
  }

  private void take() {
    if (queue.poll() == null) {
      again.remove();
    }
  }

  private void tryAgain(Recording recording) {
    if (again.size() < queueMax) {
      again.add(recording);
    } else {
      LOG.warn(
          "Expected to record {} sometime, but {} wait already, the limit; raise"
              + " PROXY_INSTANCE_QUEUE",
          recording.instances(),
          queueMax);
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
      if (trouble != null) {
        LOG.info("The state store records instances and registrations again");
      }
      trouble = null;
      return null;
    } catch (StoreException e) {
      return inTrouble(StoreFailures.of(e), null);
    } catch (RuntimeException | Error e) {
      return inTrouble(StoreFailures.ofDefect(e), e);
    }
  }

  private Failure inTrouble(Failure failure, @Nullable Throwable defect) {
    if (trouble == null) {
      LOG.error("Expected to record instances and registrations, but {}", failure, defect);
    }
    trouble = failure;
    return failure;
  }

  /** One wake-up of the loop, however many there are to tell. */
  private void tell(List<Recording> recordings, @Nullable Failure failure) {
    List<Consumer<Outcome>> callbacks = new ArrayList<>();
    for (Recording recording : recordings) {
      if (recording.callback() != null) {
        callbacks.add(recording.callback());
      }
    }
    if (callbacks.isEmpty()) {
      return;
    }
    Outcome outcome = new Outcome(failure);
    try {
      loop.execute(() -> callbacks.forEach(callback -> tell(callback, outcome)));
    } catch (RejectedExecutionException e) {
      LOG.debug("Expected to tell what became of a recording, but the event loop has ended", e);
    }
  }

  private static void tell(Consumer<Outcome> callback, Outcome outcome) {
    try {
      callback.accept(outcome);
    } catch (RuntimeException e) {
      LOG.error("Expected somebody to take the outcome of a recording, but it broke", e);
    }
  }
}
