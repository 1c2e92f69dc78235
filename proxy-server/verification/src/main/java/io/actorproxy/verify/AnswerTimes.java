package io.actorproxy.verify;

import io.actorproxy.verify.Tally.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongBinaryOperator;
import java.util.function.LongFunction;

/**
 * Checks that each call is answered by its deadline and a second, but for the time for which its
 * proxy stood still or programs waited for a processor, and that no connection ends without reason.
 * Thread safe.
 */
final class AnswerTimes {
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int EXCUSED_MAX = 100;

  private final LongBinaryOperator waits;
  private final LongFunction<String> clock;
  private final Tally tally;
  private final Violations violations;
  private final List<Call> doubtful = new ArrayList<>();
  private final List<String> excused = new ArrayList<>();
  private long longestNanos;
  private long longestOverdueNanos;

  /**
   * A call that is made.
   *
   * @param member at which
   * @param what which action of which actor, and in which way
   * @param begin when
   * @param deadlineMillis how long it may take
   */
  record Asked(int member, String what, long begin, long deadlineMillis) {}

  /** What is not as it should be, unless a fault explains it. */
  private record Call(Asked asked, long end, boolean isAnswered, String text) {
    long nanos() {
      return end - asked.begin();
    }

    /** Says when, so that it can be found in the logs of the members. */
    String said(LongFunction<String> clock) {
      return "%s at member %d, begun at %s with a deadline of %d ms, %s at %s, after %d ms: %s"
          .formatted(
              asked.what(),
              asked.member(),
              clock.apply(asked.begin()),
              asked.deadlineMillis(),
              isAnswered ? "answered" : "ended",
              clock.apply(end),
              TimeUnit.NANOSECONDS.toMillis(nanos()),
              text.isEmpty() ? "success" : text);
    }
  }

  /**
   * No call so far.
   *
   * @param waits for how long programs waited for a processor between two times
   * @param clock the time of day of a time
   */
  AnswerTimes(
      LongBinaryOperator waits, LongFunction<String> clock, Tally tally, Violations violations) {
    this.waits = waits;
    this.clock = clock;
    this.tally = tally;
    this.violations = violations;
  }

  /** A call was answered, with this error or, if that is empty, with success. */
  synchronized void answered(Asked asked, long end, String text) {
    Call call = new Call(asked, end, true, text);
    longestNanos = Math.max(longestNanos, call.nanos());
    if (call.nanos() > deadlineNanos(asked) + GRACE_NANOS) {
      doubtful.add(call);
    }
  }

  private static long deadlineNanos(Asked asked) {
    return TimeUnit.MILLISECONDS.toNanos(asked.deadlineMillis());
  }

  /** The connection of a call ended without an answer. */
  synchronized void unanswered(Asked asked, long end, String why) {
    tally.count(Figure.UNANSWERED);
    doubtful.add(new Call(asked, end, false, why));
  }

  /** Compares with what has happened; what a fault that still lasts may explain has to wait. */
  synchronized void judge(FaultJournal journal) {
    for (Call call : doubtful) {
      if (call.isAnswered()) {
        judgeLate(call, journal);
      } else if (!journal.wasEnded(call.asked().member(), call.asked().begin(), call.end())) {
        violations.add(
            Figure.OTHER_VIOLATIONS,
            "no answer, though the proxy did not end: " + call.said(clock));
      }
    }
    doubtful.clear();
  }

  private void judgeLate(Call call, FaultJournal journal) {
    Asked asked = call.asked();
    long paused = journal.pausedNanos(asked.member(), asked.begin(), call.end());
    long waited = waits.applyAsLong(asked.begin(), call.end());
    long overdue = call.nanos() - paused - deadlineNanos(asked);
    longestOverdueNanos = Math.max(longestOverdueNanos, overdue);
    if (overdue - waited > GRACE_NANOS) {
      violations.add(
          Figure.LATE_ANSWERS,
          "%d ms late: %s"
              .formatted(TimeUnit.NANOSECONDS.toMillis(overdue - waited), call.said(clock)));
    } else if (overdue > GRACE_NANOS && excused.size() < EXCUSED_MAX) {
      excused.add(
          "%d ms late, for %d ms of which programs waited for a processor: %s"
              .formatted(
                  TimeUnit.NANOSECONDS.toMillis(overdue),
                  TimeUnit.NANOSECONDS.toMillis(waited),
                  call.said(clock)));
    }
  }

  /** Late answers that are none because the machine was too busy. */
  synchronized List<String> excused() {
    return List.copyOf(excused);
  }

  /**
   * How long after its deadline a call was answered at most, whatever the machine did meanwhile; 0
   * if none was by more than a second.
   */
  synchronized long longestOverdueMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longestOverdueNanos);
  }

  synchronized long longestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longestNanos);
  }
}
