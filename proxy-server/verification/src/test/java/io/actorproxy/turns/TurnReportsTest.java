package io.actorproxy.turns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts whose logs are read while they are written. */
final class TurnReportsTest {
  @TempDir private Path directory;
  private long now = 10_000_000_000L;
  private final TurnReports reports = new TurnReports(() -> now);

  private Path host(int member) {
    Path log = directory.resolve("host-" + member);
    reports.started(new TurnReader(member, log));
    return log;
  }

  private static void write(Path log, String lines) throws Exception {
    Files.writeString(log, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void aTurnIsThereOnceItHasEnded() throws Exception {
    Path log = host(1);
    write(log, "b 1 100 7 some actor\n");
    assertThat(reports.next()).isEmpty();
    write(log, "e 1 200\n");
    assertThat(reports.next()).containsExactly(new Turn("some actor", 7, 1, 100, 200));
    assertThat(reports.next()).isEmpty();
  }

  @Test
  void aLineThatIsHalfWrittenIsReadTheNextTime() throws Exception {
    Path log = host(1);
    write(log, "b 1 100 7 a\ne 1 2");
    assertThat(reports.next()).isEmpty();
    write(log, "00\n");
    assertThat(reports.next()).containsExactly(new Turn("a", 7, 1, 100, 200));
  }

  @Test
  void whatBeganAfterARunningTurnWaitsForItsEnd() throws Exception {
    Path one = host(1);
    Path two = host(2);
    write(one, "b 1 100 7 a\n");
    write(two, "b 1 50 8 b\ne 1 60\nb 2 150 8 a\ne 2 160\n");
    assertThat(reports.next()).containsExactly(new Turn("b", 8, 2, 50, 60));
    write(one, "e 1 170\n");
    assertThat(reports.next())
        .containsExactlyInAnyOrder(new Turn("a", 7, 1, 100, 170), new Turn("a", 8, 2, 150, 160));
  }

  @Test
  void whatHasJustBegunWaitsForWhatIsNotWrittenYet() throws Exception {
    Path log = host(1);
    write(log, "b 1 9000000000 7 a\ne 1 9000000001\n");
    assertThat(reports.next()).isEmpty();
    now += 2_000_000_000L;
    assertThat(reports.next()).hasSize(1);
  }

  @Test
  void theTurnsOfAKilledHostEndWithIt() throws Exception {
    Path log = host(1);
    write(log, "b 1 100 7 a\nb 2 300 7 c\n");
    reports.ended(1, 250);
    assertThat(reports.next())
        .containsExactlyInAnyOrder(new Turn("a", 7, 1, 100, 250), new Turn("c", 7, 1, 300, 300));
  }

  @Test
  void inTheEndAllAreGiven() throws Exception {
    Path log = host(1);
    write(log, "b 1 100 7 a\nb 2 9999999999 7 c\ne 2 9999999999\n");
    assertThat(reports.rest()).hasSize(2);
  }

  @Test
  void whatAHostWritesIsWhatIsRead() throws Exception {
    Path path = directory.resolve("turns");
    reports.started(new TurnReader(3, path));
    try (TurnLog log = new TurnLog(path)) {
      log.end(log.begin("a b", 5));
    }
    Turn turn = reports.rest().getFirst();
    assertThat(turn.actor()).isEqualTo("a b");
    assertThat(turn.epoch()).isEqualTo(5);
    assertThat(turn.member()).isEqualTo(3);
    assertThat(turn.end()).isBetween(turn.begin(), System.nanoTime());
  }
}
