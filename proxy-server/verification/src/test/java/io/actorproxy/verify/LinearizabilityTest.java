package io.actorproxy.verify;

import static io.actorproxy.verify.HistoryCall.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.verify.HistoryCall.Effect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LinearizabilityTest {
  private static HistoryCall add(long begin, long end, long number, long result) {
    return new HistoryCall(begin, end, Effect.ADD, number, result, begin);
  }

  private static HistoryCall set(long begin, long end, long number) {
    return new HistoryCall(begin, end, Effect.SET, number, number, begin);
  }

  private static HistoryCall read(long begin, long end, long result) {
    return new HistoryCall(begin, end, Effect.READ, 0, result, begin);
  }

  private static boolean holds(HistoryCall... calls) {
    return Linearizability.holds(0, List.of(calls));
  }

  @Test
  void callsOneAfterTheOtherAreFine() {
    assertThat(holds(add(1, 2, 5, 5), set(3, 4, 9), add(5, 6, 1, 10), read(7, 8, 10))).isTrue();
  }

  @Test
  void callsThatOverlapMayStandInAnyOrder() {
    assertThat(holds(add(1, 9, 5, 7), add(2, 8, 2, 2), read(3, 7, 0))).isTrue();
  }

  @Test
  void aReadThatMissesAnAnsweredAddIsFound() {
    assertThat(holds(add(1, 2, 5, 5), read(3, 4, 0))).isFalse();
  }

  @Test
  void aNumberThatGoesBackIsFound() {
    assertThat(holds(add(1, 10, 5, 5), read(2, 3, 5), read(4, 5, 0))).isFalse();
  }

  @Test
  void anAddThatCountsTwiceIsFound() {
    assertThat(holds(add(1, 2, 5, 5), add(3, 4, 1, 11))).isFalse();
  }

  @Test
  void aLostAddIsFound() {
    assertThat(holds(add(1, 4, 5, 5), add(2, 3, 2, 2), read(5, 6, 5))).isFalse();
  }

  @Test
  void anAddWithoutAnAnswerMayCount() {
    assertThat(holds(add(1, NEVER, 5, 0), read(3, 4, 0), read(5, 6, 5))).isTrue();
  }

  @Test
  void anAddWithoutAnAnswerMayNotCount() {
    assertThat(holds(add(1, NEVER, 5, 0), read(3, 4, 0), add(5, 6, 1, 1))).isTrue();
  }

  @Test
  void anAddWithoutAnAnswerMayNotCountTwice() {
    assertThat(holds(add(1, NEVER, 5, 0), read(3, 4, 5), read(5, 6, 10))).isFalse();
  }

  @Test
  void anAddWithoutAnAnswerMayNotCountBeforeItWasSent() {
    assertThat(holds(read(1, 2, 5), add(3, NEVER, 5, 0))).isFalse();
  }

  /** Histories of a true number, with answers late and some missing; then with one answer wrong. */
  @Test
  void historiesOfATrueNumberHoldUntilOneAnswerIsChanged() {
    Random random = new Random(42);
    for (int round = 0; round < 200; round++) {
      List<HistoryCall> calls = trueHistory(random);
      assertThat(Linearizability.holds(0, calls)).as("round " + round).isTrue();

      List<Integer> answered =
          IntStream.range(0, calls.size()).filter(i -> calls.get(i).isAnswered()).boxed().toList();
      int wrong = answered.get(random.nextInt(answered.size()));
      HistoryCall right = calls.get(wrong);
      calls.set(
          wrong,
          new HistoryCall(
              right.begin(), right.end(), Effect.READ, 0, 1_000_000_007L, right.place()));
      assertThat(Linearizability.holds(0, calls)).as("round " + round).isFalse();
    }
  }

  private static List<HistoryCall> trueHistory(Random random) {
    List<HistoryCall> calls = new ArrayList<>();
    long value = 0;
    for (int i = 0; i < 100; i++) {
      Effect effect = Effect.values()[random.nextInt(3)];
      long number = effect == Effect.READ ? 0 : random.nextInt(1_000);
      // It happens at 10 * i.
      long begin = 10L * i - random.nextInt(40);
      boolean answered = effect == Effect.READ || random.nextInt(20) > 0;
      long end = answered ? 10L * i + 1 + random.nextInt(40) : NEVER;
      HistoryCall unanswered = new HistoryCall(begin, end, effect, number, 0, i);
      value = unanswered.after(value);
      calls.add(new HistoryCall(begin, end, effect, number, value, i));
    }
    Collections.shuffle(calls, random);
    return calls;
  }
}
