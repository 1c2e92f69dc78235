package io.actorproxy.statestore.memory;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.CONSUMED;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.SaveResult.TOO_LARGE;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreUnavailableException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** States, current and earlier. */
final class MemoryActors implements SnapshotStore, HistoryStore, ImportStore {

  private final MemoryStore.Gate gate;
  private final MemoryMessages messages;
  private final int maxStateBytes;
  private final int historyLimit;
  private final InstantSource clock;

  /** Read without the gate, so that activations do not wait for saves. */
  private final Map<ActorKey, Row> rows = new ConcurrentHashMap<>();

  private final Map<ActorKey, NavigableMap<Long, Kept>> history = new ConcurrentHashMap<>();

  private record Row(Snapshot snapshot, long writer) {
    boolean wasWrittenBy(Save save) {
      return writer == save.writer() && snapshot.revision() > save.expectedRevision();
    }
  }

  private record Kept(Snapshot snapshot, long savedAt) {}

  MemoryActors(
      MemoryStore.Gate gate,
      MemoryMessages messages,
      int maxStateBytes,
      int historyLimit,
      InstantSource clock) {
    this.gate = gate;
    this.messages = messages;
    this.maxStateBytes = maxStateBytes;
    this.historyLimit = historyLimit;
    this.clock = clock;
  }

  void clear() {
    rows.clear();
    history.clear();
  }

  // --- current states

  @Override
  public Optional<Snapshot> load(ActorKey key) throws StoreUnavailableException {
    gate.requireOpen();
    return Optional.ofNullable(rows.get(key)).map(Row::snapshot);
  }

  @Override
  public List<SaveResult> save(List<Save> batch) throws StoreUnavailableException {
    return gate.run(() -> batch.stream().map(this::apply).toList());
  }

  @Override
  public int remove(List<ActorKey> keys) throws StoreUnavailableException {
    return gate.run(() -> (int) keys.stream().filter(this::remove).count());
  }

  private boolean remove(ActorKey key) {
    history.remove(key);
    return rows.remove(key) != null;
  }

  private SaveResult apply(Save save) {
    if (save.state().length > maxStateBytes) {
      return TOO_LARGE;
    }
    @Nullable Row stored = rows.get(save.key());
    long revision = stored == null ? 0 : stored.snapshot().revision();
    if (stored != null && stored.wasWrittenBy(save)) {
      if (revision == save.expectedRevision() + 1) {
        replace(save);
      }
      return SAVED;
    }
    if (revision != save.expectedRevision()) {
      return CONFLICT;
    }
    if (!messages.haveAll(save.consumes())) {
      return CONSUMED;
    }
    replace(save);
    messages.exchange(save.consumes(), save.sends());
    if (save.keep()) {
      keep(save);
    }
    return SAVED;
  }

  private void replace(Save save) {
    Snapshot snapshot = new Snapshot(save.expectedRevision() + 1, save.state());
    rows.put(save.key(), new Row(snapshot, save.writer()));
  }

  // --- earlier states

  private void keep(Save save) {
    NavigableMap<Long, Kept> kept = history.computeIfAbsent(save.key(), _ -> new TreeMap<>());
    long revision = save.expectedRevision() + 1;
    kept.put(revision, new Kept(new Snapshot(revision, save.kept()), clock.millis()));
    while (kept.size() > historyLimit) {
      kept.pollFirstEntry();
    }
  }

  @Override
  public Optional<Snapshot> atOrBefore(ActorKey key, long revision)
      throws StoreUnavailableException {
    return gate.run(
        () -> {
          Row current = rows.get(key);
          if (current != null && current.snapshot().revision() <= revision) {
            return Optional.of(current.snapshot());
          }
          return Optional.ofNullable(keptOf(key).floorEntry(revision))
              .map(entry -> entry.getValue().snapshot());
        });
  }

  @Override
  public List<Entry> list(ActorKey key, long before, int limit) throws StoreUnavailableException {
    return gate.run(
        () ->
            keptOf(key).headMap(before, false).descendingMap().values().stream()
                .limit(limit)
                .map(MemoryActors::entry)
                .toList());
  }

  private NavigableMap<Long, Kept> keptOf(ActorKey key) {
    return history.getOrDefault(key, new TreeMap<>());
  }

  private static Entry entry(Kept kept) {
    Snapshot snapshot = kept.snapshot();
    return new Entry(snapshot.revision(), kept.savedAt(), snapshot.state().length);
  }

  // --- actors from elsewhere

  @Override
  public List<Boolean> put(List<Imported> actors) throws StoreUnavailableException {
    return gate.run(() -> actors.stream().map(this::put).toList());
  }

  private boolean put(Imported actor) {
    if (rows.putIfAbsent(actor.key(), new Row(actor.current(), 0)) != null) {
      return false;
    }
    NavigableMap<Long, Kept> kept = new TreeMap<>();
    for (Snapshot earlier : actor.history()) {
      kept.put(earlier.revision(), new Kept(earlier, clock.millis()));
    }
    history.put(actor.key(), kept);
    return true;
  }

  @Override
  public boolean move(ActorKey from, ActorKey to) throws StoreUnavailableException {
    return gate.run(
        () -> {
          Row row = rows.get(from);
          if (row == null || rows.containsKey(to)) {
            return false;
          }
          rows.remove(from);
          rows.put(to, row);
          NavigableMap<Long, Kept> kept = history.remove(from);
          if (kept != null) {
            history.put(to, kept);
          }
          return true;
        });
  }

  @Override
  public List<ActorKey> actors(String system, Optional<ActorKey> after, int limit)
      throws StoreUnavailableException {
    return gate.run(
        () -> {
          List<ActorKey> page = new ArrayList<>();
          rows.keySet().stream()
              .filter(key -> key.system().equals(system))
              .filter(key -> after.isEmpty() || MemoryLookups.ORDER.compare(key, after.get()) > 0)
              .sorted(MemoryLookups.ORDER)
              .limit(limit)
              .forEach(page::add);
          return page;
        });
  }
}
