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
      SpawnActor actor = actor(first, strandsOf(first));
      if (actor != null) {
        return actor;
      }
    }
    return null;
  }

  private Map<Long, Strand> strandsOf(SpawnRow first) throws SourceException {
    Map<Long, Strand> strands = new LinkedHashMap<>();
    SpawnRow row = first;
    while (row != null && row.isOfSameActor(first)) {
      report.count(row.system(), Count.ROWS, 1);
      try {
        strands.computeIfAbsent(row.id(), id -> new Strand(id, historyLimit)).add(row, decoder);
      } catch (UnreadableRowException e) {
        report.problem(row.system(), Count.UNREADABLE, row + ": the row " + e.getMessage());
      }
      row = rows.next();
    }
    ahead = row;
    return strands;
  }

  private @Nullable SpawnActor actor(SpawnRow first, Map<Long, Strand> strands) {
    String system = first.system();
    String name = first.actor();
    strands.values().stream()
        .filter(strand -> !strand.hasCurrentRow())
        .forEach(strand -> reportLost(system, name, strand));
    List<Strand> current =
        strands.values().stream()
            .filter(Strand::hasCurrentRow)
            .filter(strand -> onlyId == null || onlyId == strand.id())
            .toList();
    if (current.size() > 1) {
      report.problem(
          system,
          Count.AMBIGUOUS,
          "%s/%s: the ids %s have this name; say who each is by --row ID --adopt %s/PARENT/%s"
              .formatted(
                  system,
                  name,
                  current.stream()
                      .map(strand -> Long.toString(strand.id()))
                      .collect(Collectors.joining(", ")),
                  system,
                  name));
      return null;
    }
    return current.isEmpty() ? null : actor(system, name, current.getFirst());
  }

  private void reportLost(String system, String name, Strand strand) {
    report.count(system, Count.WITHOUT_CURRENT, strand.rows() - 1L);
    report.problem(
        system,
        Count.WITHOUT_CURRENT,
        "%s/%s: %d earlier rows with the id %d have no current row; another actor may have the same id"
            .formatted(system, name, strand.rows(), strand.id()));
  }

  private @Nullable SpawnActor actor(String system, String name, Strand strand) {
    Snapshot current = strand.current();
    if (current == null) {
      return null;
    }
    report.count(system, Count.ACTORS, 1);
    report.count(system, Count.EARLIER, strand.history().size());
    report.count(system, Count.TOO_OLD, strand.tooOld());
    return new SpawnActor(system, name, current, strand.history());
  }
}
