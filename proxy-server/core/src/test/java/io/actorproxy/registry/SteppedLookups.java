package io.actorproxy.registry;

import io.actorproxy.invocation.ActorId;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The real LookupReader and LookupWriter over a fake store, without their threads: the test says
 * when they read and write.
 */
public final class SteppedLookups {
  private final FakeLookupStore store;
  private final LookupReader reader;
  private final LookupWriter writer;

  public SteppedLookups(Executor loop) {
    this(new FakeLookupStore(), loop);
  }

  /** After a restart: another reader and writer for what is stored already. */
  public SteppedLookups(FakeLookupStore store, Executor loop) {
    this.store = store;
    this.reader = new LookupReader(store, 100, Duration.ofSeconds(1), loop);
    this.writer = new LookupWriter(store, 100, 10, Duration.ofSeconds(1), loop);
  }

  public FakeLookupStore store() {
    return store;
  }

  public LookupReader reader() {
    return reader;
  }

  public LookupWriter writer() {
    return writer;
  }

  /** Whether something waits to be written. */
  public boolean hasWork() {
    return writer.hasWork();
  }

  /** Whether something waits to be read. */
  public boolean hasLookUps() {
    return reader.hasWork();
  }

  /** Runs the next query. */
  public void read() {
    reader.readOnce();
  }

  /** Runs the next transaction; returns whether the store took it. */
  public boolean write() {
    return writer.writeOnce();
  }

  /** Whether the store has the instance. */
  public boolean isRecorded(ActorId id) {
    return store.recorded().contains(id.key());
  }
}
