package io.actorproxy.spawnimport;

import io.actorproxy.statestore.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows together to actors. An actor is what has one system, one name and one id of Spawn; if
 * several ids have the same name, the stored rows do not tell which is which.
 */
final class ActorReader {
  private final SpawnDatabase.Rows rows;
  private final RowDecoder decoder;
  private final int historyLimit;
  private final @Nullable Long onlyId;
  private final Report report;
  private @Nullable SpawnRow ahead;

  /**
   * @param onlyId the id that is meant if a name has several; null for none
   */
  ActorReader(
      SpawnDatabase.Rows rows,
      RowDecoder decoder,
      int historyLimit,
      @Nullable Long onlyId,
      Report report)
      throws SourceException {
    this.rows = rows;
    this.decoder = decoder;
    this.historyLimit = historyLimit;
    this.onlyId = onlyId;
    this.report = report;
    this.ahead = rows.next();
  }

  /**
   * The next actor that can be taken over; null after the last. The others are added to the report.
   */
  @Nullable SpawnActor next() throws SourceException {
    while (ahead != null) {
      SpawnRow first = ahead;
      SpawnActor actor = actor(first, historiesOf(first));
      if (actor != null) {
        return actor;
      }
    }
    return null;
  }

  private Map<Long, RevisionHistory> historiesOf(SpawnRow first) throws SourceException {
    Map<Long, RevisionHistory> histories = new LinkedHashMap<>();
    SpawnRow row = first;
    while (row != null && row.isOfSameActor(first)) {
      report.count(row.system(), ImportCounter.ROWS, 1);
      try {
        histories
            .computeIfAbsent(row.id(), id -> new RevisionHistory(id, historyLimit))
            .add(row, decoder);
      } catch (UnreadableRowException e) {
        report.problem(row.system(), ImportCounter.UNREADABLE, row + ": the row " + e.getMessage());
      }
      row = rows.next();
    }
    ahead = row;
    return histories;
  }

  private @Nullable SpawnActor actor(SpawnRow first, Map<Long, RevisionHistory> histories) {
    String system = first.system();
    String name = first.actor();
    histories.values().stream()
        .filter(history -> !history.hasCurrentRow())
        .forEach(history -> reportLost(system, name, history));
    List<RevisionHistory> current =
        histories.values().stream()
            .filter(RevisionHistory::hasCurrentRow)
            .filter(history -> onlyId == null || onlyId == history.id())
            .toList();
    if (current.size() > 1) {
      report.problem(
          system,
          ImportCounter.AMBIGUOUS,
          "%s/%s: the ids %s have this name; say who each is by --row ID --adopt %s/PARENT/%s"
              .formatted(
                  system,
                  name,
                  current.stream()
                      .map(history -> Long.toString(history.id()))
                      .collect(Collectors.joining(", ")),
                  system,
                  name));
      return null;
    }
    return current.isEmpty() ? null : actor(system, name, current.getFirst());
  }

  private void reportLost(String system, String name, RevisionHistory history) {
    report.count(system, ImportCounter.WITHOUT_CURRENT, history.rows() - 1L);
    report.problem(
        system,
        ImportCounter.WITHOUT_CURRENT,
        "%s/%s: %d earlier rows with the id %d have no current row; another actor may have the same id"
            .formatted(system, name, history.rows(), history.id()));
  }

  private @Nullable SpawnActor actor(String system, String name, RevisionHistory history) {
    Snapshot current = history.current();
    if (current == null) {
      return null;
    }
    report.count(system, ImportCounter.ACTORS, 1);
    report.count(system, ImportCounter.EARLIER, history.earlier().size());
    report.count(system, ImportCounter.TOO_OLD, history.tooOld());
    return new SpawnActor(system, name, current, history.earlier());
  }
}
