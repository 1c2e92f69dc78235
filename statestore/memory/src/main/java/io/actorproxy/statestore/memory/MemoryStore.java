package io.actorproxy.statestore.memory;

import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/** A store on the heap: nothing outlives the process, or {@link #close}. */
public final class MemoryStore implements StateStore {

  private final Gate gate = new Gate();
  private final MemoryMessages messages = new MemoryMessages(gate);
  private final MemoryActors actors;
  private final MemoryLookups lookups = new MemoryLookups(gate);

  /**
   * A store with the usual length of histories.
   *
   * @param maxStateBytes largest state of one actor
   */
  public MemoryStore(int maxStateBytes) {
    this(maxStateBytes, StoreSettings.DEFAULT_HISTORY_LIMIT, InstantSource.system());
  }

  /**
   * @param maxStateBytes largest state of one actor
   * @param historyLimit how many revisions of an actor its history holds
   * @param clock tells when a revision was saved
   */
  public MemoryStore(int maxStateBytes, int historyLimit, InstantSource clock) {
    this.actors = new MemoryActors(gate, messages, maxStateBytes, historyLimit, clock);
  }

  /** What is done to the store is done by one thread at a time, and only while it is open. */
  static final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closed;

    @FunctionalInterface
    interface Work<T> {
      T run();
    }

    <T> T run(Work<T> work) throws StoreUnavailableException {
      lock.lock();
      try {
        requireOpen();
        return work.run();
      } finally {
        lock.unlock();
      }
    }

    void requireOpen() throws StoreUnavailableException {
      if (closed) {
        throw new StoreUnavailableException("The memory store is closed; open a new one.");
      }
    }
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public SnapshotStore snapshots() {
    return actors;
  }

  @Override
  public HistoryStore history() {
    return actors;
  }

  @Override
  public MessageStore messages() {
    return messages;
  }

  @Override
  public LookupStore lookups() {
    return lookups;
  }

  @Override
  public ImportStore imports() {
    return actors;
  }

  @Override
  public void probe() throws StoreUnavailableException {
    gate.requireOpen();
  }

  @Override
  public String durability() {
    return "Nothing is durable: every state is lost when the process ends.";
  }

  @Override
  public void close() {
    gate.lock.lock();
    try {
      gate.closed = true;
      actors.clear();
      messages.clear();
      lookups.clear();
    } finally {
      gate.lock.unlock();
    }
  }
}
