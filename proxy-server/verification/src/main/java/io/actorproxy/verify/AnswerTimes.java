package io.actorproxy.verify;

import io.actorproxy.verify.Tally.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongBinaryOperator;

/**
 * Checks that each call is answered by its deadline and a second, but for the time for which its
 * proxy stood still or programs waited for a processor, and that no connection ends without reason.
 * Thread safe.
 */
final class AnswerTimes {
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongBinaryOperator waits;
  private final Tally tally;
  private final Violations violations;
  private final List<Call> doubtful = new ArrayList<>();
  private long longestNanos;

  /** What is not as it should be, unless a fault explains it. */
  private record Call(
      int member, long begin, long end, long deadlineNanos, boolean isAnswered, String text) {
    @Override
    public String toString() {
      return "the call at member %d from %d to %d us (%s)"
          .formatted(member, begin / 1000, end / 1000, text);
    }
  }

  /**
   * No call so far.
   *
   * @param waits for how long programs waited for a processor between two times
   */
  AnswerTimes(LongBinaryOperator waits, Tally tally, Violations violations) {
    this.waits = waits;
    this.tally = tally;
    this.violations = violations;
  }

  /** A call at a member was answered. */
  synchronized void answered(int member, long begin, long end, long deadlineMillis, String text) {
    longestNanos = Math.max(longestNanos, end - begin);
    long deadline = TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
    if (end - begin > deadline + GRACE_NANOS) {
      doubtful.add(new Call(member, begin, end, deadline, true, text));
    }
  }

  /** The connection of a call ended without an answer. */
  synchronized void unanswered(int member, long begin, long end, String why) {
    tally.count(Figure.UNANSWERED);
    doubtful.add(new Call(member, begin, end, 0, false, why));
  }

  /** Compares with what has happened; what a fault that still lasts may explain has to wait. */
  synchronized void judge(FaultJournal journal) {
    for (Call call : doubtful) {
      if (call.isAnswered()) {
        judgeLate(call, journal);
      } else if (!journal.wasEnded(call.member(), call.begin(), call.end())) {
        violations.add(
            Figure.OTHER_VIOLATIONS, call + " got no answer, though its proxy did not end");
      }
    }
    doubtful.clear();
  }

  private void judgeLate(Call call, FaultJournal journal) {
    long paused = journal.pausedNanos(call.member(), call.begin(), call.end());
    long waited = waits.applyAsLong(call.begin(), call.end());
    long late = call.end() - call.begin() - paused - waited - call.deadlineNanos();
    if (late > GRACE_NANOS) {
      violations.add(
          Figure.LATE_ANSWERS,
          "%s was answered %d ms after its deadline"
              .formatted(call, TimeUnit.NANOSECONDS.toMillis(late)));
    }
  }

  synchronized long longestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longestNanos);
  }
}
