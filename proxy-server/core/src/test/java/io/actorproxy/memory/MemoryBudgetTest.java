package io.actorproxy.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.time.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MemoryBudgetTest {
  private final ManualLoop loop = new ManualLoop();
  private final MemoryBudget budget = new MemoryBudget(100, 20);
  private final List<String> granted = new ArrayList<>();

  @Test
  void newWorkEndsAtTheLimitAndWhatHasRunAtTheReserve() {
    assertThat(budget.tryAdmit(100)).isTrue();

    assertThat(budget.tryAdmit(1)).isFalse();
    assertThat(budget.tryGrow(21)).isFalse();
    assertThat(budget.tryGrow(20)).isTrue();

    assertThat(budget.used()).isEqualTo(120);
    assertThat(budget.refused()).isEqualTo(1);
  }

  @Test
  void whatIsThereAlreadyIsCountedWhateverTheLimit() {
    budget.take(500);

    assertThat(budget.used()).isEqualTo(500);
    assertThat(budget.tryGrow(1)).isFalse();
    budget.release(500);
    assertThat(budget.tryAdmit(100)).isTrue();
  }

  @Test
  void thoseThatWaitAreServedInTheirOrderAndBeforeNewWork() {
    budget.take(120);
    budget.growLater(50, loop, () -> granted.add("large"));
    budget.growLater(10, loop, () -> granted.add("small"));

    budget.release(40);
    loop.drain();
    assertThat(granted).isEmpty();
    assertThat(budget.tryAdmit(1)).as("new work while others wait").isFalse();
    assertThat(budget.tryGrow(1)).as("a later one").isFalse();
    budget.release(20);
    loop.drain();

    assertThat(granted).containsExactly("large", "small");
    assertThat(budget.used()).isEqualTo(60 + 50 + 10);
    assertThat(budget.waiting()).isZero();
  }

  @Test
  void whoWaitsNoMoreLetsTheNextOneGoOn() {
    budget.take(110);
    MemoryBudget.Growth large = budget.growLater(50, loop, () -> granted.add("large"));
    budget.growLater(10, loop, () -> granted.add("small"));

    large.cancel();
    loop.drain();

    assertThat(granted).containsExactly("small");
    assertThat(budget.used()).isEqualTo(120);
  }

  @Test
  void whatWasGrantedTooLateIsGivenBack() {
    MemoryBudget.Growth growth = budget.growLater(50, loop, () -> granted.add("it"));
    assertThat(budget.used()).isEqualTo(50);

    growth.cancel();
    growth.cancel();
    loop.drain();

    assertThat(granted).isEmpty();
    assertThat(budget.used()).isZero();
  }

  @Test
  void whateverHappensNothingIsLeftAtTheEnd() {
    long seed = new Random().nextLong();
    System.out.println("Takes and releases from seed " + seed);
    Random random = new Random(seed);
    List<Runnable> ends = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      long bytes = 1 + random.nextInt(60);
      switch (random.nextInt(5)) {
        case 0 -> endLater(ends, budget.tryAdmit(bytes), bytes);
        case 1 -> endLater(ends, budget.tryGrow(bytes), bytes);
        case 2 -> {
          boolean[] isGranted = new boolean[1];
          MemoryBudget.Growth growth = budget.growLater(bytes, loop, () -> isGranted[0] = true);
          ends.add(
              () -> {
                growth.cancel();
                if (isGranted[0]) {
                  budget.release(bytes);
                }
              });
        }
        case 3 -> loop.drain();
        default -> {
          if (!ends.isEmpty()) {
            ends.remove(random.nextInt(ends.size())).run();
          }
        }
      }
      assertThat(budget.used()).as("seed %d", seed).isBetween(0L, 120L);
    }
    ends.forEach(Runnable::run);
    loop.drain();

    assertThat(budget.used()).as("seed %d", seed).isZero();
    assertThat(budget.waiting()).as("seed %d", seed).isZero();
  }

  private void endLater(List<Runnable> ends, boolean isTaken, long bytes) {
    if (isTaken) {
      ends.add(() -> budget.release(bytes));
    }
  }
}
