package io.actorproxy.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The wheel does what a sorted queue would, up to the length of a tick. */
final class TimerWheelModelTest {
  private static final int RUNS = 300;

  private static final class Entry extends TimerWheel.Timeout {
    private final List<Entry> ran;
    private final long dueMillis;

    Entry(List<Entry> ran, long dueMillis) {
      this.ran = ran;
      this.dueMillis = dueMillis;
    }

    @Override
    protected void onTimeout() {
      ran.add(this);
    }
  }

  @Test
  void theWheelRunsWhatASortedQueueWouldRun() {
    long first = new Random().nextInt();
    for (long seed = first; seed < first + RUNS; seed++) {
      try {
        run(new Random(seed));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    System.out.printf("%d runs of the wheel from seed %d on%n", RUNS, first);
  }

  private static void run(Random random) {
    ManualTime time = new ManualTime();
    TimerWheel wheel = new TimerWheel(time);
    List<Entry> ran = new ArrayList<>();
    PriorityQueue<Entry> model =
        new PriorityQueue<>((a, b) -> Long.compare(a.dueMillis, b.dueMillis));
    for (int i = 0; i < 300; i++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          long delay = random.nextInt(random.nextBoolean() ? 100 : 30_000);
          Entry entry = new Entry(ran, time.epochMillis() + delay);
          wheel.add(entry, delay);
          model.add(entry);
        }
        case 2 -> {
          Entry victim =
              model.stream().skip(random.nextInt(model.size() + 1)).findAny().orElse(null);
          if (victim != null) {
            victim.cancel();
            model.remove(victim);
          }
        }
        default -> {
          time.advanceMillis(random.nextInt(random.nextInt(20) == 0 ? 40_000 : 200));
          ran.clear();
          wheel.advance();
          check(time.epochMillis(), ran, model);
        }
      }
      assertThat(wheel.size()).isEqualTo(model.size());
    }
  }

  private static void check(long now, List<Entry> ran, PriorityQueue<Entry> model) {
    for (Entry entry : ran) {
      assertThat(entry.dueMillis).as("never early").isLessThanOrEqualTo(now);
      assertThat(model.remove(entry)).as("only once").isTrue();
      assertThat(entry.isPending()).isFalse();
    }
    Entry next = model.peek();
    if (next != null) {
      assertThat(now - next.dueMillis).as("not late").isLessThan(TimerWheel.TICK_MILLIS);
    }
  }
}
