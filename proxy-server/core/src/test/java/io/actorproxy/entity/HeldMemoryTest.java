package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.logs.SilentLog;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Every byte that a call or an activation holds is counted, and counted no more when it is gone.
 */
final class HeldMemoryTest {
  private static final ActorType TYPE = type("counter").actions("add").build();
  private static final String LARGE = "x".repeat(10_000);

  @Test
  void anAnswerThatWaitsForItsSaveIsHeldAndSoIsTheSave() {
    ActorHarness actors = weighing(Durability.ACKNOWLEDGED);
    actors.call("add");

    actors.host().only().returns(LARGE);

    // State and output, and the copy of the state on its way into the store.
    assertThat(actors.inFlight().bytes()).isBetween(30_000L, 31_000L);
    actors.commit();
    assertThat(actors.inFlight().bytes()).isZero();
    assertThat(actors.memory().bytes()).isBetween(10_000L, 22_000L);
  }

  @Test
  void theInputIsHeldUntilTheCallHasEnded() {
    ActorHarness actors = weighing(Durability.ACKNOWLEDGED);
    RecordedReply reply = actors.invocation("add").input(LARGE).send();
    assertThat(actors.inFlight().bytes()).isBetween(10_000L, 11_000L);

    actors.host().only().fails(ErrorCode.HOST_CLOSED);
    actors.drain();

    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_CLOSED);
    assertThat(actors.inFlight().bytes()).isZero();
  }

  @Test
  void aSaveThatIsRefusedIsHeldNoMore() {
    try (var _ = new SilentLog()) {
      ActorHarness actors = weighing(Durability.ACKNOWLEDGED);
      RecordedReply reply = actors.call("add");
      actors.host().only().returns(LARGE);
      actors.state().writeBehindTheBack(ActorHarness.COUNTER, new byte[0]);

      actors.commit();

      assertThat(reply.code()).isEqualTo(ErrorCode.FENCED);
      assertThat(actors.inFlight().bytes()).isZero();
      assertThat(actors.memory().bytes()).isZero();
    }
  }

  @Test
  void anActivationThatEndsWhileItsSaveIsUnderWayIsHeldUntilTheStoreHasAnswered() {
    try (var _ = new SilentLog()) {
      ActorHarness actors = weighing(Durability.ACKNOWLEDGED);
      actors.call("add");
      actors.host().only().returns(LARGE);
      actors.host().breakWith(new IllegalStateException("a bug"));
      actors.call("add");

      assertThat(actors.inFlight().bytes()).as("the save").isBetween(10_000L, 11_000L);
      actors.commit();

      assertThat(actors.inFlight().bytes()).isZero();
      assertThat(actors.memory().bytes()).isZero();
    }
  }

  @Test
  void aStateThatSomebodyLooksAtIsHeldUntilItIsTold() {
    ActorHarness actors = weighing(Durability.ACKNOWLEDGED);
    actors.call("add");
    actors.answerAndCommit(LARGE);
    long[] during = new long[1];

    var _ = actors.inspect().thenRun(() -> during[0] = actors.inFlight().bytes());
    actors.drain();

    assertThat(during[0]).isBetween(10_000L, 11_000L);
    assertThat(actors.inFlight().bytes()).isZero();
  }

  @Test
  void idleActorsLeaveAsFastAsOthersCome() {
    ActorHarness actors = weighing(Durability.ACKNOWLEDGED);

    for (int i = 0; i < 100; i++) {
      fill(actors, i);
      assertThat(actors.memory().bytes()).as("after %d actors", i + 1).isLessThan(LIMIT);
    }

    actors.advance(100);
    assertThat(actors.memory().bytes()).isLessThanOrEqualTo(LIMIT * 4 / 5);
    assertThat(actors.supervisor().activations()).isBetween(1, 15);
  }

  @Test
  void whereAllAreBusyAnotherActorIsRefused() {
    ActorHarness actors = weighing(Durability.ACKNOWLEDGED);
    for (int i = 0; actors.memory().bytes() < LIMIT; i++) {
      actors.invocation(actor(i), "add").send();
      actors.host().held().getLast().returns(LARGE);
      actors.commit();
      actors.invocation(actor(i), "add").send();
    }

    RecordedReply refused = actors.invocation(actor(1_000), "add").send();

    assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(refused.message()).contains("PROXY_MAX_ACTIVATION_BYTES");
  }

  @Test
  void actorsThatCannotBeSavedStayAndKeepOthersOut() {
    try (var _ = new SilentLog()) {
      ActorHarness actors = weighing(Durability.SNAPSHOT);
      actors.state().store().goDown(new StoreUnavailableException("no store"));
      for (int i = 0; i < 30; i++) {
        actors.state().store().comeUp();
        RecordedReply reply = actors.invocation(actor(i), "add").send();
        actors.state().store().goDown(new StoreUnavailableException("no store"));
        if (!actors.host().held().isEmpty()) {
          actors.host().only().returns(LARGE);
        } else {
          assertThat(reply.code()).isIn(ErrorCode.OVERLOADED, ErrorCode.STORE_UNAVAILABLE);
        }
        actors.advance(50);
        actors.commit();
      }
      assertThat(actors.memory().bytes()).isBetween(LIMIT / 2, LIMIT + 25_000);

      actors.state().store().comeUp();
      for (int i = 0; i < 300 && actors.memory().isTight(); i++) {
        actors.advance(100);
        actors.commit();
      }

      assertThat(actors.memory().bytes()).isLessThanOrEqualTo(LIMIT * 4 / 5);
      assertThat(actors.invocation(actor(1_000), "get").send().code()).isNull();
    }
  }

  /** Whatever becomes of calls, saves and activations: when all is quiet nothing is counted. */
  @Test
  void whenAllIsQuietNothingIsHeld() {
    long first = new Random().nextInt();
    System.out.printf("200 storms from seed %d on%n", first);
    try (var _ = new SilentLog()) {
      for (long seed = first; seed < first + 200; seed++) {
        storm(seed, seed % 2 == 0 ? Durability.ACKNOWLEDGED : Durability.SNAPSHOT);
      }
    }
  }

  private static void storm(long seed, Durability durability) {
    Random random = new Random(seed);
    ActorHarness actors = weighing(durability);
    for (int i = 0; i < 100; i++) {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> {
          TestInvocation call = actors.invocation(actor(random.nextInt(8)), "add");
          if (random.nextBoolean()) {
            call.input("i".repeat(random.nextInt(9_000)));
          }
          if (random.nextInt(4) == 0) {
            call.metadata("idempotency-key", "key" + random.nextInt(5));
          }
          call.timeoutMillis(1 + random.nextInt(200)).send();
        }
        case 3, 4 -> answer(actors, random);
        case 5 -> actors.commit();
        case 6 -> actors.advance(random.nextInt(300));
        case 7 -> {
          if (random.nextInt(4) == 0) {
            actors.state().store().goDown(new StoreUnavailableException("no store"));
          } else {
            actors.state().store().comeUp();
          }
        }
        default -> actors.supervisor().relieve(random.nextDouble());
      }
    }
    actors.state().store().comeUp();
    for (int i = 0; i < 200 && (i < 20 || actors.supervisor().activations() > 0); i++) {
      while (!actors.host().held().isEmpty()) {
        answer(actors, random);
      }
      actors.commit();
      actors.advance(100);
      actors.supervisor().relieve(1);
      actors.drain();
    }
    assertThat(actors.supervisor().activations()).as("actors, seed %d", seed).isZero();
    assertThat(actors.inFlight().count()).as("calls, seed %d", seed).isZero();
    assertThat(actors.inFlight().bytes()).as("bytes of calls, seed %d", seed).isZero();
    assertThat(actors.memory().bytes()).as("bytes of actors, seed %d", seed).isZero();
  }

  private static void answer(ActorHarness actors, Random random) {
    List<FakeHost.HeldCall> held = actors.host().held();
    if (!held.isEmpty()) {
      FakeHost.HeldCall call = held.get(random.nextInt(held.size()));
      if (random.nextInt(5) == 0) {
        call.fails(ErrorCode.HOST_TIMEOUT);
      } else {
        call.returns("s".repeat(random.nextInt(12_000)));
      }
      actors.drain();
    }
  }

  private static void fill(ActorHarness actors, int number) {
    actors.invocation(actor(number), "add").send();
    actors.answerAndCommit(LARGE);
  }

  private static ActorId actor(int number) {
    return ActorId.named("sys", "a" + number);
  }

  private static final long LIMIT = 20 * (10_000 + ActivationMemory.EACH);

  private static ActorHarness weighing(Durability durability) {
    return ActorHarness.weighing(TYPE, durability, LIMIT);
  }
}
