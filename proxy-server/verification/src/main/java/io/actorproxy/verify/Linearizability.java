package io.actorproxy.verify;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of calls in which each has the answer that it had, and none comes before one
 * that had ended when it began: the search of Wing and Gong, which remembers where it has been.
 */
final class Linearizability {
  /** More than any history takes that has such an order, as far as we have seen. */
  private static final int STEPS_MAX = 2_000_000;

  private final HistoryCall[] calls;
  private final BitSet done = new BitSet();
  private final Set<Visited> visited = new HashSet<>();
  private final Deque<Step> path = new ArrayDeque<>();
  private int answeredLeft;

  private record Visited(BitSet done, long value) {}

  /** A place on the way: the number there, and what may come next. */
  private static final class Step {
    final long value;
    final int[] candidates;
    int next;

    Step(long value, int[] candidates) {
      this.value = value;
      this.candidates = candidates;
    }

    int chosen() {
      return candidates[next - 1];
    }
  }

  private Linearizability(List<HistoryCall> calls) {
    this.calls =
        calls.stream()
            .sorted(Comparator.comparingLong(HistoryCall::begin))
            .toArray(HistoryCall[]::new);
    this.answeredLeft = (int) calls.stream().filter(HistoryCall::isAnswered).count();
  }

  /** Whether there is such an order, the number being {@code initial} before all calls. */
  static boolean holds(long initial, List<HistoryCall> calls) {
    return new Linearizability(calls).search(initial);
  }

  private boolean search(long initial) {
    path.push(new Step(initial, candidates()));
    for (int steps = 0; steps < STEPS_MAX; steps++) {
      if (answeredLeft == 0) {
        return true;
      }
      Step here = path.element();
      if (here.next == here.candidates.length) {
        path.pop();
        if (path.isEmpty()) {
          return false;
        }
        takeBack(path.element().chosen());
      } else {
        advance(here);
      }
    }
    return false;
  }

  private void advance(Step here) {
    int chosen = here.candidates[here.next++];
    if (!calls[chosen].fits(here.value)) {
      return;
    }
    long value = calls[chosen].after(here.value);
    done.set(chosen);
    answeredLeft -= calls[chosen].isAnswered() ? 1 : 0;
    if (visited.add(new Visited((BitSet) done.clone(), value))) {
      path.push(new Step(value, candidates()));
    } else {
      takeBack(chosen);
    }
  }

  private void takeBack(int chosen) {
    done.clear(chosen);
    answeredLeft += calls[chosen].isAnswered() ? 1 : 0;
  }

  /** What began before anything else that is left had ended; the likeliest first. */
  private int[] candidates() {
    BitSet found = new BitSet();
    long firstEnd = HistoryCall.NEVER;
    for (int i = done.nextClearBit(0); i < calls.length; i = done.nextClearBit(i + 1)) {
      if (calls[i].begin() > firstEnd) {
        break;
      }
      firstEnd = Math.min(firstEnd, calls[i].end());
      found.set(i);
    }
    return found.stream()
        .boxed()
        .sorted(Comparator.comparingDouble(i -> calls[i].place()))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
