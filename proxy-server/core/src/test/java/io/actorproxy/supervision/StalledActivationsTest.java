package io.actorproxy.supervision;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.ActorType;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.entity.Durability;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.ownership.FakeOwnership.FakeTenure;
import io.actorproxy.time.TimerWheel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many actors that wait until their member may run them. */
final class StalledActivationsTest {
  private static final ActorType TYPE = type("counter").actions("add").build();
  private static final int MANY = 100_000;

  private final ActorHarness actors =
      new ActorHarness(TYPE, ActorHarness.config(Durability.ACKNOWLEDGED), 2 * MANY, 2 * MANY);
  private final FakeTenure tenure = actors.ownership().present();
  private final List<RecordedReply> replies = new ArrayList<>();

  @Test
  void whileManyAreStalledEachMomentTriesFewOfThem() {
    stall(MANY);

    int all = 0;
    for (int tick = 0; tick < 100; tick++) {
      actors.advance(TimerWheel.TICK_MILLIS);
      int tried = tenure.takeAsked();
      assertThat(tried).as("tick %d", tick).isLessThanOrEqualTo(MANY / 40);
      all += tried;
    }
    assertThat(all).as("within a second each is tried once").isBetween(MANY * 9 / 10, MANY);
  }

  @Test
  void onceOneOfThemMayContinueAllAreTriedAtOnce() {
    stall(MANY);
    actors.advance(50);

    tenure.mayStart(true);
    actors.advance(30);

    assertThat(replies).hasSize(MANY).allMatch(RecordedReply::answered);
  }

  @Test
  void fewAreTriedTogether() {
    stall(50);
    actors.advance(20);
    assertThat(tenure.takeAsked()).isEqualTo(50);
  }

  @Test
  void thoseThatEndMeanwhileAreNotTriedAnyMore() {
    stall(1_000);
    actors.ownership().lose();
    actors.supervisor().onTenuresChanged(tenure::equals);
    actors.drain();
    assertThat(actors.ownership().forwarded()).hasSize(1_000);

    tenure.takeAsked();
    actors.advance(1_000);
    assertThat(tenure.takeAsked()).isZero();
  }

  private void stall(int count) {
    tenure.mayStart(false);
    for (int i = 0; i < count; i++) {
      replies.add(
          actors
              .invocation(ActorId.named("sys", "counter-" + i), "get")
              .timeoutMillis(600_000)
              .sendOnly());
    }
    actors.drain();
    assertThat(actors.supervisor().activations()).isEqualTo(count);
    tenure.takeAsked();
  }
}
