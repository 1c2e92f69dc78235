package io.actorproxy.spawnimport;

import io.actorproxy.state.Adoption;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.ImportStore.Imported;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies actors from Spawn's database into a store, where they wait to be adopted. A page of actors
 * is one transaction and is read back; a run that was interrupted is repeated, and finds what the
 * one before has copied. Memory is needed for one page, and eight bytes for each actor of the
 * store.
 */
public final class SpawnImport {
  private static final int PAGE_ACTORS = 500;
  private static final long PAGE_BYTES = 8 << 20;
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What to do.
   *
   * @param apply whether to write; otherwise it is only said what would be written
   * @param system the system to be copied; null for all
   * @param chosen the one actor to be copied, to its own key; null for all, which wait to be
   *     adopted
   * @param historyLimit how many earlier states of an actor are copied, the newest
   * @param maxStateBytes the largest state with its tags
   */
  public record Settings(
      boolean apply,
      @Nullable String system,
      @Nullable ChosenRow chosen,
      int historyLimit,
      int maxStateBytes) {}

  /** A row of Spawn and the actor that an operator assigns it to. */
  public record ChosenRow(long id, ActorKey key) {}

  private final StateStore target;
  private final Settings settings;
  private final TimeSource time;
  private final Consumer<String> out;
  private final Report report;
  private final ContentDigest source = new ContentDigest();
  private final ContentDigest stored = new ContentDigest();
  private @Nullable OccupiedNames own;
  private long progressAt;

  /**
   * @param out takes what is said, line by line
   */
  public SpawnImport(StateStore target, Settings settings, TimeSource time, Consumer<String> out) {
    this.target = target;
    this.settings = settings;
    this.time = time;
    this.out = out;
    this.report = new Report(out);
    this.progressAt = time.nanoTime();
  }

  /**
   * Copies, and reports the result. Call it once.
   *
   * @throws SourceException if the database fails; what was copied before stays
   * @throws StoreException if the store fails; what was copied before stays
   */
  public Report run(SpawnDatabase database, SpawnCipher cipher)
      throws SourceException, StoreException {
    ChosenRow chosen = settings.chosen();
    String system = chosen == null ? settings.system() : chosen.key().system();
    try (SpawnDatabase.Rows rows =
        database.rows(system, chosen == null ? null : chosen.key().name())) {
      copy(
          new ActorReader(
              rows,
              new RowDecoder(cipher, settings.maxStateBytes()),
              settings.historyLimit(),
              chosen == null ? null : chosen.id(),
              report));
    }
    report.lines().forEach(out);
    if (settings.apply()) {
      out.accept("read from Spawn: " + source);
      out.accept("read back:       " + stored);
    }
    return report;
  }

  private void copy(ActorReader actors) throws SourceException, StoreException {
    List<SpawnActor> page = new ArrayList<>();
    long bytes = 0;
    for (SpawnActor actor = actors.next(); actor != null; actor = actors.next()) {
      page.add(actor);
      bytes += actor.bytes();
      if (page.size() == PAGE_ACTORS || bytes >= PAGE_BYTES) {
        copy(page);
        page.clear();
        bytes = 0;
      }
    }
    copy(page);
  }

  private void copy(List<SpawnActor> page) throws StoreException {
    List<SpawnActor> missing = new ArrayList<>();
    for (SpawnActor actor : page) {
      if (isMissing(actor)) {
        missing.add(actor);
      }
    }
    if (settings.apply()) {
      put(missing);
    } else {
      missing.forEach(actor -> report.count(actor.system(), ImportCounter.TO_COPY, 1));
    }
    sayHowFar();
  }

  private boolean isMissing(SpawnActor actor) throws StoreException {
    ActorKey key = keyOf(actor);
    Optional<Snapshot> there = target.snapshots().load(key);
    if (there.isEmpty()) {
      if (settings.chosen() != null || !occupiedNames(actor.system()).contains(actor.name())) {
        return true;
      }
      report.count(actor.system(), ImportCounter.OWN, 1);
    } else if (there.get().equals(actor.current())) {
      report.count(actor.system(), ImportCounter.SAME, 1);
      readBack(key, actor);
    } else {
      report.problem(
          actor.system(),
          ImportCounter.DIFFERENT,
          "%s/%s: revision %d was copied before, now it is %d"
              .formatted(
                  actor.system(),
                  actor.name(),
                  there.get().revision(),
                  actor.current().revision()));
    }
    return false;
  }

  private OccupiedNames occupiedNames(String system) throws StoreException {
    OccupiedNames known = own;
    if (known == null || !known.system().equals(system)) {
      known = OccupiedNames.of(system, target.imports());
      own = known;
    }
    return known;
  }

  private void put(List<SpawnActor> missing) throws StoreException {
    List<Imported> actors = new ArrayList<>();
    for (SpawnActor actor : missing) {
      actors.add(new Imported(keyOf(actor), actor.current(), actor.history()));
    }
    if (actors.isEmpty()) {
      return;
    }
    List<Boolean> results = target.imports().put(actors);
    for (int i = 0; i < results.size(); i++) {
      SpawnActor actor = missing.get(i);
      if (results.get(i)) {
        report.count(actor.system(), ImportCounter.COPIED, 1);
      }
      // One that another import has put there meanwhile is compared as well.
      readBack(keyOf(actor), actor);
    }
  }

  private void readBack(ActorKey key, SpawnActor actor) throws StoreException {
    boolean equal = readBack(key, actor.current());
    for (Snapshot earlier : actor.history()) {
      equal &= readBack(key, earlier);
    }
    if (!equal) {
      report.problem(
          actor.system(),
          ImportCounter.NOT_VERIFIED,
          "%s/%s: the store does not return what was copied"
              .formatted(actor.system(), actor.name()));
    }
  }

  private boolean readBack(ActorKey key, Snapshot expected) throws StoreException {
    source.add(key, expected);
    Optional<Snapshot> found = target.history().atOrBefore(key, expected.revision());
    found.ifPresent(snapshot -> stored.add(key, snapshot));
    return found.isPresent() && found.get().equals(expected);
  }

  private ActorKey keyOf(SpawnActor actor) {
    ChosenRow chosen = settings.chosen();
    return chosen == null ? Adoption.waitingKey(actor.system(), actor.name()) : chosen.key();
  }

  private void sayHowFar() {
    long now = time.nanoTime();
    if (now - progressAt >= PROGRESS_NANOS) {
      progressAt = now;
      out.accept(
          "... %d rows read, %d actors found, %d copied"
              .formatted(
                  report.of(ImportCounter.ROWS),
                  report.of(ImportCounter.ACTORS),
                  report.of(ImportCounter.COPIED)));
    }
  }
}
