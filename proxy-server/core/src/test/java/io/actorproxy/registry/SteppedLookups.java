package io.actorproxy.registry;

import io.actorproxy.invocation.ActorId;
import java.util.concurrent.Executor;

/** The real LookupWriter over a fake store, without its thread: the test says when it writes. */
public final class SteppedLookups {
  private final FakeLookupStore store;
  private final LookupWriter writer;

  public SteppedLookups(Executor loop) {
    this(new FakeLookupStore(), loop);
  }

  /** After a restart: another writer for what is stored already. */
  public SteppedLookups(FakeLookupStore store, Executor loop) {
    this.store = store;
    this.writer = new LookupWriter(store, 100, 10, loop);
  }

  public FakeLookupStore store() {
    return store;
  }

  public LookupWriter writer() {
    return writer;
  }

  /** Whether something waits to be written. */
  public boolean hasWork() {
    return writer.hasWork();
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
