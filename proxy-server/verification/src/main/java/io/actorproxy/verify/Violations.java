package io.actorproxy.verify;

import io.actorproxy.verify.Tally.Figure;
import java.util.ArrayList;
import java.util.List;

/** What must not have happened. Thread safe. */
final class Violations {
  private static final int KEPT_MAX = 1_000;

  private final Tally tally;
  private final List<String> descriptions = new ArrayList<>();

  Violations(Tally tally) {
    this.tally = tally;
  }

  void add(Figure figure, String description) {
    add(figure, 1, description);
  }

  /** Counts it so often, and keeps its description unless there are very many. */
  synchronized void add(Figure figure, long times, String description) {
    tally.count(figure, times);
    if (descriptions.size() < KEPT_MAX) {
      descriptions.add(figure + ": " + description);
    }
  }

  synchronized List<String> descriptions() {
    return List.copyOf(descriptions);
  }

  synchronized boolean isEmpty() {
    return descriptions.isEmpty();
  }
}
