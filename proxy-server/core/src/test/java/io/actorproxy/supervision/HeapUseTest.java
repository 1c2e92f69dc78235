package io.actorproxy.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Counts and uses as G1 has them: a marking counts when it ends and again when it is over. */
final class HeapUseTest {
  private final HeapUse heap = new HeapUse();

  @Test
  void garbageThatWaitsForItsCollectionIsNotUse() {
    double[] cycle = {0.93, 0.85, 0.6, 0.41, 0.5, 0.7};
    for (int markings = 2; markings < 10; markings += 2) {
      assertThat(heap.lowest(markings - 1, 0, 0.92)).isLessThanOrEqualTo(0.41);
      for (double use : cycle) {
        assertThat(heap.lowest(markings, 0, use)).isLessThanOrEqualTo(0.41);
      }
    }
    assertThat(heap.lowest(8, 0, 0.5)).isEqualTo(0.41);
  }

  @Test
  void whatLivesIsKnownWhenMarkingsDoNotHelp() {
    heap.lowest(2, 0, 0.4);
    for (int markings = 3; markings < 6; markings++) {
      heap.lowest(markings, 0, 0.95);
      heap.lowest(markings, 0, 0.9);
    }
    assertThat(heap.lowest(6, 0, 0.95)).isEqualTo(0.9);
  }

  @Test
  void aFullCollectionTellsAtOnce() {
    heap.lowest(2, 0, 0.4);
    assertThat(heap.lowest(2, 1, 0.9)).isEqualTo(0.9);
    assertThat(heap.lowest(2, 2, 0.3)).isEqualTo(0.3);
  }

  @Test
  void nothingIsInUseBeforeItIsKnown() {
    assertThat(heap.lowest(0, 0, 0.9)).isZero();
    assertThat(heap.lowest(1, 0, 0.9)).isZero();
  }
}
