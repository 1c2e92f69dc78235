package io.actorproxy.cluster.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HostMonitorTest {
  private final List<Boolean> news = new ArrayList<>();
  private boolean accepts;
  private final HostMonitor watch = new HostMonitor(() -> accepts, news::add);

  @Test
  void aHostThatWasNeverThereIsNoNews() {
    look(false, 5);
    assertThat(news).isEmpty();
  }

  @Test
  void aHostIsUpAsSoonAsItAccepts() {
    look(false, 1);
    look(true, 3);
    assertThat(news).containsExactly(true);
  }

  @Test
  void aHostThatFailsTwiceIsStillUp() {
    look(true, 1);
    look(false, 2);
    look(true, 1);
    look(false, 2);
    assertThat(news).containsExactly(true);
  }

  @Test
  void aHostThatFailsThreeTimesInARowIsDownUntilItAccepts() {
    look(true, 1);
    look(false, 4);
    look(true, 1);
    assertThat(news).containsExactly(true, false, true);
  }

  private void look(boolean accepting, int times) {
    accepts = accepting;
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }
}
