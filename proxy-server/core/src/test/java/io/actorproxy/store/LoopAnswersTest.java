package io.actorproxy.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class LoopAnswersTest {
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final LoopAnswers answers = new LoopAnswers();

  private record Loop(List<Runnable> tasks) implements Executor {
    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }
  }

  @Test
  void eachLoopIsWokenOnceForAllItsAnswersInTheirOrder() {
    Executor one = new Loop(tasks)::execute;
    Executor other = new Loop(tasks)::execute;
    answers.add(one, () -> told.add("one a"));
    answers.add(other, () -> told.add("other a"));
    answers.add(one, () -> told.add("one b"));

    answers.send();

    assertThat(tasks).hasSize(2);
    tasks.forEach(Runnable::run);
    assertThat(told).containsSubsequence("one a", "one b").contains("other a").hasSize(3);
  }

  @Test
  void whatWasSentIsNotSentAgain() {
    answers.add(tasks::add, () -> told.add("a"));
    answers.send();
    answers.send();

    assertThat(tasks).hasSize(1);
  }

  @Test
  void aLoopThatHasEndedDropsItsAnswersAndTheOthersAreGiven() {
    answers.add(LoopAnswersTest::refuse, answer("gone a"));
    answers.add(LoopAnswersTest::refuse, answer("gone b"));
    answers.add(Runnable::run, answer("there"));

    answers.send();
    LoopAnswers.send(LoopAnswersTest::refuse, answer("gone c"));

    assertThat(told)
        .containsExactlyInAnyOrder("gone a dropped", "gone b dropped", "there", "gone c dropped");
  }

  private LoopAnswers.Answer answer(String name) {
    return new LoopAnswers.Answer() {
      @Override
      public void give() {
        told.add(name);
      }

      @Override
      public void drop() {
        told.add(name + " dropped");
      }
    };
  }

  private static void refuse(Runnable task) {
    throw new RejectedExecutionException("the loop has ended: " + task);
  }
}
