package io.actorproxy.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.actorproxy.verify.Tally.Figure;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls at member 1 that begin at second 10, with a deadline of 5 s. */
final class AnswerTimesTest {
  private static final AnswerTimes.Asked CALL =
      new AnswerTimes.Asked(1, "'add' of joe, async, durable", seconds(10), 5_000);

  private final Tally tally = new Tally();
  private final Violations violations = new Violations(tally);
  private long second;
  private long waited;
  private final AnswerTimes times =
      new AnswerTimes(
          (from, to) -> waited,
          nanos -> TimeUnit.NANOSECONDS.toSeconds(nanos) + " s",
          tally,
          violations);
  private final FaultJournal journal = new FaultJournal(() -> seconds(second));

  private static long seconds(long count) {
    return TimeUnit.SECONDS.toNanos(count);
  }

  private void fault(ClusterFault fault, int member, long begin, long end) {
    second = begin;
    FaultJournal.Event event = journal.begin(fault, member);
    second = end;
    journal.end(event);
  }

  private void answeredAt(long end) {
    times.answered(CALL, seconds(end), "");
    times.judge(journal);
  }

  private void unansweredAt(long end) {
    times.unanswered(CALL, seconds(end), "reset");
    times.judge(journal);
  }

  @Test
  void anAnswerByTheDeadlineAndASecondIsFine() {
    answeredAt(16);
    assertThat(violations.isEmpty()).isTrue();
    assertThat(times.longestMillis()).isEqualTo(6_000);
  }

  @Test
  void aLaterOneIsAViolation() {
    answeredAt(17);
    assertThat(tally.get(Figure.LATE_ANSWERS)).isEqualTo(1);
    assertThat(violations.descriptions())
        .containsExactly(
            "LATE_ANSWERS: 2000 ms late: 'add' of joe, async, durable at member 1, begun at 10 s"
                + " with a deadline of 5000 ms, answered at 17 s, after 7000 ms: success");
  }

  @Test
  void theTimeForWhichItsProxyStoodStillDoesNotCount() {
    fault(ClusterFault.PROXY_PAUSED, 1, 12, 20);
    answeredAt(24);
    assertThat(violations.isEmpty()).isTrue();
    answeredAt(25);
    assertThat(tally.get(Figure.LATE_ANSWERS)).isEqualTo(1);
  }

  @Test
  void norDoesTheTimeForWhichProgramsWaitedForAProcessor() {
    waited = seconds(1);
    answeredAt(17);
    assertThat(violations.isEmpty()).isTrue();
  }

  @Test
  void whatTheBusyMachineExcusesIsToldAllTheSame() {
    fault(ClusterFault.PROXY_PAUSED, 1, 12, 13);
    waited = seconds(3);
    answeredAt(19);
    answeredAt(16);
    assertThat(times.longestOverdueMillis()).isEqualTo(3_000);
    assertThat(times.excused())
        .singleElement(STRING)
        .startsWith("3000 ms late, for 3000 ms of which programs waited for a processor: 'add' of");
  }

  @Test
  void thatOfAnotherProxyCounts() {
    fault(ClusterFault.PROXY_PAUSED, 2, 12, 20);
    answeredAt(20);
    assertThat(tally.get(Figure.LATE_ANSWERS)).isEqualTo(1);
  }

  @Test
  void noFaultButAPauseExplainsALateAnswer() {
    fault(ClusterFault.DATABASE_PAUSED, 0, 12, 20);
    answeredAt(20);
    assertThat(tally.get(Figure.LATE_ANSWERS)).isEqualTo(1);
  }

  @Test
  void aConnectionMayEndWithItsProxy() {
    fault(ClusterFault.ALL_PROXIES_KILLED, 0, 12, 20);
    unansweredAt(12);
    assertThat(violations.isEmpty()).isTrue();
    assertThat(tally.get(Figure.UNANSWERED)).isEqualTo(1);
  }

  @Test
  void aConnectionThatEndsWithoutReasonIsAViolation() {
    fault(ClusterFault.PROXY_KILLED, 2, 12, 20);
    fault(ClusterFault.STORE_CUT, 1, 12, 20);
    unansweredAt(12);
    assertThat(tally.get(Figure.OTHER_VIOLATIONS)).isEqualTo(1);
  }
}
