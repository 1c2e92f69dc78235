package io.actorproxy.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for event loops, collected so that each loop is woken once, however many it gets. Of one
 * thread.
 */
public final class LoopAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(LoopAnswers.class);

  /** Loops have an order, so that a simulation can be repeated. */
  private final Map<Executor, List<Answer>> byLoop = new LinkedHashMap<>();

  /** The result that an event loop gets. */
  @FunctionalInterface
  public interface Answer {
    /** Runs on the loop; must not throw, since other answers follow. */
    void give();

    /** Runs instead, on the thread that sends, if the loop has ended. */
    default void drop() {}
  }

  /** Adds an answer for a loop, behind those it has already. */
  public void add(Executor loop, Answer answer) {
    byLoop.computeIfAbsent(loop, _ -> new ArrayList<>()).add(answer);
  }

  /** Sends what was added. */
  public void send() {
    byLoop.forEach(LoopAnswers::send);
    byLoop.clear();
  }

  /** Sends one answer alone. */
  public static void send(Executor loop, Answer answer) {
    send(loop, List.of(answer));
  }

  private static void send(Executor loop, List<Answer> answers) {
    try {
      loop.execute(() -> answers.forEach(Answer::give));
    } catch (RejectedExecutionException e) {
      LOG.warn(
          "Expected to answer {} calls of the state store, but their event loop has ended",
          answers.size(),
          e);
      answers.forEach(Answer::drop);
    }
  }
}
