package io.actorproxy.state;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.memory.MemoryStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store in memory that keeps what it was asked, and fails as the test says. Thread safe. */
public final class FakeSnapshotStore implements SnapshotStore {
  /** What the next transaction does. */
  public enum Fault {
    /** The store cannot be reached; nothing is stored. */
    UNAVAILABLE,
    /** The states are larger than the store takes; nothing is stored. */
    TOO_LARGE,
    /** Everything is stored, but the answer is lost on the way back. */
    STORED_BUT_UNAVAILABLE
  }

  private final MemoryStore memory = new MemoryStore(1 << 20);
  private final SnapshotStore rows = memory.snapshots();
  private final List<List<Save>> transactions = new CopyOnWriteArrayList<>();
  private final Queue<Fault> nextFaults = new ArrayDeque<>();
  private final List<Long> revisions = new ArrayList<>();
  private final AtomicInteger loads = new AtomicInteger();
  private volatile int loadBatch = 1;
  private final Set<ActorKey> damaged = ConcurrentHashMap.newKeySet();
  private final Set<Long> fenced = ConcurrentHashMap.newKeySet();
  private volatile @Nullable StoreException down;
  private volatile @Nullable StoreException unreadable;
  private volatile @Nullable Throwable defect;
  private volatile CountDownLatch answers = new CountDownLatch(0);

  /** The store that the other parts are of. */
  public MemoryStore memory() {
    return memory;
  }

  // --- what the test says

  /** The next transactions fail, one for each fault. */
  public synchronized void failNext(Fault... faults) {
    nextFaults.addAll(List.of(faults));
  }

  /** Loads and saves fail from now on. */
  public void goDown(StoreException how) {
    down = how;
  }

  /** Loads fail from now on. */
  public void becomeUnreadable(StoreException how) {
    unreadable = how;
  }

  /** Up to so many actors are loaded together from now on. */
  public void loadTogether(int actors) {
    loadBatch = actors;
  }

  /** Loads and saves throw from now on what a driver never should. */
  public void breakWith(Throwable howBroken) {
    defect = howBroken;
  }

  /** Loads and saves get no answer from now on, and no failure either. */
  public void hang() {
    answers = new CountDownLatch(1);
  }

  /** What is stored of the actor can no longer be read or replaced. */
  public void damage(ActorKey key) {
    damaged.add(key);
  }

  /** A member has been fenced: transactions with a save of it are refused. */
  public void fence(long epoch) {
    fenced.add(epoch);
  }

  public void comeUp() {
    answers.countDown();
    down = null;
    unreadable = null;
    defect = null;
  }

  /** Another process saves a state of the actor. */
  public void writeBehindTheBack(ActorKey key, byte[] state) {
    try {
      long revision = rows.load(key).map(Snapshot::revision).orElse(0L);
      rows.save(List.of(new Save(key, revision, state, -1 - revision)));
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- what the test asks

  /** The messages of the same store; no fault ever touches them. */
  public MessageStore messages() {
    return memory.messages();
  }

  /** The history of the same store; no fault ever touches it. */
  public HistoryStore history() {
    return memory.history();
  }

  /** The lookups of the same store; no fault ever touches them. */
  public LookupStore lookups() {
    return memory.lookups();
  }

  /** The imports of the same store; no fault ever touches them. */
  public ImportStore imports() {
    return memory.imports();
  }

  public @Nullable Snapshot stored(ActorKey key) {
    try {
      return rows.load(key).orElse(null);
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every batch that arrived, also those that failed. */
  public List<List<Save>> transactions() {
    return transactions;
  }

  /** How many loads arrived, also those that failed. */
  public int loads() {
    return loads.get();
  }

  /** The revisions of all accepted saves, in order. */
  public synchronized List<Long> acceptedRevisions() {
    return List.copyOf(revisions);
  }

  // --- the port

  @Override
  public Optional<Snapshot> load(ActorKey key) throws StoreException {
    loads.incrementAndGet();
    awaitAnswers();
    throwDefect();
    if (down != null) {
      throw down;
    }
    if (unreadable != null) {
      throw unreadable;
    }
    requireIntact(key);
    return rows.load(key);
  }

  @Override
  public int loadBatch() {
    return loadBatch;
  }

  @Override
  public List<SaveResult> save(List<Save> batch) throws StoreException {
    transactions.add(List.copyOf(batch));
    awaitAnswers();
    return saveNow(batch);
  }

  private synchronized List<SaveResult> saveNow(List<Save> batch) throws StoreException {
    throwDefect();
    if (down != null) {
      throw down;
    }
    for (Save save : batch) {
      requireIntact(save.key());
    }
    Fault fault = nextFaults.poll();
    if (fault == Fault.UNAVAILABLE) {
      throw new StoreUnavailableException("told to fail");
    }
    if (batch.stream().anyMatch(save -> fenced.contains(save.member().epoch()))) {
      return Collections.nCopies(batch.size(), SaveResult.FENCED);
    }
    if (fault == Fault.TOO_LARGE) {
      return Collections.nCopies(batch.size(), SaveResult.TOO_LARGE);
    }
    List<SaveResult> results = rows.save(batch);
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) == SaveResult.SAVED) {
        revisions.add(batch.get(i).expectedRevision() + 1);
      }
    }
    if (fault == Fault.STORED_BUT_UNAVAILABLE) {
      throw new StoreUnavailableException("told to lose the answer");
    }
    return results;
  }

  private void requireIntact(ActorKey key) throws StoreCorruptedException {
    if (damaged.contains(key)) {
      throw new StoreCorruptedException("the page of " + key + " is damaged");
    }
  }

  private void awaitAnswers() throws StoreUnavailableException {
    try {
      answers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted", e);
    }
  }

  private void throwDefect() {
    switch (defect) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(defect);
    }
  }

  @Override
  public int remove(List<ActorKey> keys) throws StoreException {
    return rows.remove(keys);
  }
}
