package io.actorproxy.turns;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.turns.TurnJudge.Findings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times in milliseconds. */
final class TurnJudgeTest {
  private final TurnJudge judge = new TurnJudge();

  private static Turn turn(long epoch, int member, long begin, long end) {
    return new Turn("a", epoch, member, begin * 1_000_000, end * 1_000_000);
  }

  private static Interruption kill(int member, long time) {
    return new Interruption("a kill", member, time * 1_000_000, false);
  }

  private static Interruption cut(int member, long begin) {
    return new Interruption("a cut", member, begin * 1_000_000, true);
  }

  private Findings judge(List<Turn> turns, Interruption... interruptions) {
    return judge.judge(turns, List.of(interruptions));
  }

  private static void assertCounts(Findings findings, int matched, int unmatched, int backwards) {
    assertThat(findings.matched()).hasSize(matched);
    assertThat(findings.unmatched()).hasSize(unmatched);
    assertThat(findings.backwards()).hasSize(backwards);
  }

  @Test
  void turnsOneAfterTheOtherAreFine() {
    assertCounts(
        judge(List.of(turn(2, 2, 20, 30), turn(1, 1, 0, 10), turn(1, 1, 10, 20))), 0, 0, 0);
  }

  @Test
  void turnsOfDifferentActorsMayOverlap() {
    Turn other = new Turn("b", 1, 2, 5, 8_000_000);
    assertCounts(judge(List.of(turn(1, 1, 0, 10), other)), 0, 0, 0);
  }

  @Test
  void twoAtATimeAreFound() {
    assertCounts(judge(List.of(turn(1, 1, 0, 10), turn(2, 2, 9, 20))), 0, 1, 0);
  }

  @Test
  void aTurnWithinALongOneIsFoundAndSoIsTheNext() {
    assertCounts(
        judge(List.of(turn(1, 1, 0, 90), turn(2, 2, 10, 20), turn(2, 2, 30, 40))), 0, 2, 0);
  }

  @Test
  void theTurnsOfTheLastJudgementAreComparedWithButNotCountedAgain() {
    assertCounts(judge(List.of(turn(1, 1, 0, 90), turn(2, 2, 10, 20))), 0, 1, 0);
    assertCounts(judge(List.of(turn(2, 2, 100, 110))), 0, 0, 0);
    assertCounts(judge(List.of(turn(2, 2, 105, 120))), 0, 1, 0);
  }

  @Test
  void anOlderEpochMustNotBeginLater() {
    assertCounts(judge(List.of(turn(2, 2, 0, 10), turn(1, 1, 20, 30))), 0, 0, 1);
  }

  @Test
  void aKillExplainsATurnThatOutlivesIt() {
    List<Turn> turns = List.of(turn(1, 1, 0, 5_000), turn(2, 2, 4_000, 4_010));
    assertCounts(judge(turns, kill(1, 100)), 1, 0, 0);
  }

  @Test
  void aKillOfAnotherMemberExplainsNothing() {
    List<Turn> turns = List.of(turn(1, 1, 0, 5_000), turn(2, 2, 4_000, 4_010));
    assertCounts(judge(turns, kill(2, 100)), 0, 1, 0);
  }

  @Test
  void aKillExplainsNothingThatBeganBeforeIt() {
    List<Turn> turns = List.of(turn(1, 1, 0, 5_000), turn(2, 2, 4_000, 4_010));
    assertCounts(judge(turns, kill(1, 4_001)), 0, 1, 0);
  }

  @Test
  void aKillExplainsNoTurnThatItsMemberCannotHaveStarted() {
    List<Turn> turns = List.of(turn(1, 1, 1_000, 5_000), turn(2, 2, 4_000, 4_010));
    assertCounts(judge(turns, kill(1, 100)), 0, 1, 0);
  }

  @Test
  void aCutExplainsTurnsUntilTheLeaseEnds() {
    List<Turn> within = List.of(turn(1, 1, 2_500, 9_000), turn(2, 2, 4_000, 4_010));
    assertCounts(judge(within, cut(1, 100)), 1, 0, 0);
    List<Turn> after = List.of(turn(3, 1, 13_500, 19_000), turn(4, 2, 14_000, 14_010));
    assertCounts(judge(after, cut(1, 10_100)), 0, 1, 0);
  }

  @Test
  void nothingExplainsTwoTurnsUnderOneEpoch() {
    List<Turn> turns = List.of(turn(1, 1, 0, 5_000), turn(1, 1, 4_000, 4_010));
    assertCounts(judge(turns, kill(1, 100)), 0, 1, 0);
  }
}
