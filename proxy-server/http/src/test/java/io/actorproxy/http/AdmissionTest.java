package io.actorproxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
  private static final int CONNECTIONS = 8;

  private final ManualTime time = new ManualTime();
  private final Admission admission =
      new Admission(
          new ServerLimits(
              1, 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), CONNECTIONS, 1, 1, ""),
          time,
          MemoryBudget.unlimited());
  private final List<Place> lost = new ArrayList<>();

  private Place waiting() {
    Place[] its = new Place[1];
    its[0] = new Place(time, () -> lost.add(its[0]));
    admission.enter(its[0]);
    its[0].setWaitingSince(time.nanoTime());
    time.advanceMillis(1);
    return its[0];
  }

  @Test
  void aConnectionThatHasEndedGivesNoPlaceUp() {
    Place ended = waiting();
    admission.leave(ended);

    assertThat(ended.giveUp()).isFalse();
  }

  @Test
  void oneNewConnectionClosesOneOfAFew() {
    Place first = waiting();
    for (int i = 1; i < CONNECTIONS; i++) {
      waiting();
    }
    assertThat(lost).isEmpty();

    waiting();

    assertThat(lost).containsExactly(first);
    assertThat(admission.hasPlace()).isTrue();
  }

  @Test
  void aConnectionWithAWholeRequestKeepsItsPlace() {
    for (int i = 0; i < CONNECTIONS; i++) {
      waiting().setBusy();
    }

    waiting();

    assertThat(lost).isEmpty();
    assertThat(admission.hasPlace()).isFalse();
  }

  @Test
  void eachOfTwoThatComeTogetherHasThePlaceThatItMade() {
    List<Boolean> answers = new ArrayList<>();
    // The second comes while the first makes room.
    Place first = new Place(time, () -> answers.add(admission.enter(new Place(time, () -> {}))));
    admission.enter(first);
    first.setWaitingSince(time.nanoTime());
    time.advanceMillis(1);
    for (int i = 1; i < CONNECTIONS; i++) {
      waiting();
    }

    answers.add(admission.enter(new Place(time, () -> {})));

    assertThat(answers).containsExactly(true, true);
    assertThat(admission.hasPlace()).isTrue();
  }
}
