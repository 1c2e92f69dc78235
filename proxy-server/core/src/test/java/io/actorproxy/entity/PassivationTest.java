package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import org.junit.jupiter.api.Test;

/** How an actor leaves memory. */
final class PassivationTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add", "tick").idleMillis(5_000).build());

  @Test
  void anActorLeavesWhenItHadNoTrafficForItsTime() {
    actors.call("get");

    actors.advance(4_900);
    assertThat(actors.supervisor().activations()).isEqualTo(1);
    actors.advance(700);

    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void trafficKeepsAnActor() {
    for (int i = 0; i < 5; i++) {
      actors.call("get");
      actors.advance(4_000);
    }

    assertThat(actors.supervisor().activations()).isEqualTo(1);
  }

  @Test
  void timersAndLooksAtTheStateDoNotKeepAnActor() {
    actors.call("get");
    for (int i = 0; i < 6; i++) {
      actors.advance(1_000);
      if (actors.supervisor().activations() > 0) {
        var _ = actors.inspect();
        actors.invocation("get").origin(Origin.TIMER).send();
      }
    }

    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void anActorNeverLeavesInTheMiddleOfWork() {
    RecordedReply slow = actors.call("add");

    actors.advance(20_000);
    actors.supervisor().relieve(1);
    actors.drain();
    assertThat(actors.supervisor().activations()).isEqualTo(1);
    actors.answerAndCommit("1");

    assertThat(slow.text()).isEqualTo("1");
    assertThat(actors.host().log()).hasSize(1);
  }

  @Test
  void theIdleTimeOfAnActorBeginsWhenItsLastTurnEnds() {
    RecordedReply slow = actors.call("add");
    actors.advance(8_000);
    actors.answerAndCommit("1");

    actors.advance(4_500);
    assertThat(slow.text()).isEqualTo("1");
    assertThat(actors.supervisor().activations()).isEqualTo(1);
    actors.advance(7_000);

    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void anActorNeverLeavesWhileASaveIsUnderWay() {
    actors.call("add");
    actors.host().only().returns("1");

    actors.supervisor().relieve(1);
    actors.drain();
    assertThat(actors.supervisor().activations()).isEqualTo(1);
    actors.commit();
    actors.supervisor().relieve(1);
    actors.drain();

    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void aCallBehindAPassivationActivatesItAgainWithItsState() {
    actors.call("add");
    actors.answerAndCommit("1");

    actors.supervisor().relieve(1);
    RecordedReply get = actors.call("get");

    assertThat(get.text()).isEqualTo("1");
  }

  @Test
  void anIdleActorThatIsNotSavedYetMakesRoomToo() {
    ActorHarness few =
        new ActorHarness(
            type("counter").actions("add").build(),
            ActorHarness.config(Durability.SNAPSHOT),
            1000,
            1);
    few.call("add");
    few.host().only().returns("1");

    RecordedReply other = few.invocation(ActorId.named("sys", "other"), "get").send();
    few.commit();

    assertThat(other.reply()).isInstanceOf(Reply.Completed.class);
    assertThat(few.supervisor().activations()).isEqualTo(1);
    assertThat(few.state().revision(ActorHarness.COUNTER)).isEqualTo(1);
  }

  @Test
  void aNewIdleTimeTakesEffectOnALiveActivation() {
    actors.call("get");
    actors.registeredType().redefine(type("counter").actions("add").idleMillis(20_000).build());

    actors.advance(15_000);
    assertThat(actors.supervisor().activations()).isEqualTo(1);
    actors.advance(10_000);

    assertThat(actors.supervisor().activations()).isZero();
  }
}
