package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.logs.RecordedLog;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** The periodic actions of actors. */
final class TimersTest {
  private static final ActorId INSTANCE = new ActorId("sys", "counter", "c-1");

  private static RecordedLog warnings() {
    return new RecordedLog("io.actorproxy.supervision.ActorTimers", Level.WARN);
  }

  private static ActorType ticking(long periodMillis) {
    return type("counter").unnamed().actions("add").timer("tick", periodMillis).build();
  }

  @Test
  void instancesThatAreAliveGetTheTimersOfANewDefinition() {
    ActorHarness actors =
        ActorHarness.acknowledged(type("counter").unnamed().actions("add").build());
    actors.invocation(INSTANCE, "get").send();

    actors.registeredType().redefine(ticking(1_000));
    actors.supervisor().registered(actors.registeredType());
    actors.advance(1_500);

    assertThat(actors.host().log()).containsExactly("tick");
  }

  @Test
  void aTimerThatFailsSaysSoOnceUntilItSucceeds() {
    try (RecordedLog log = warnings()) {
      ActorHarness actors = ActorHarness.acknowledged(ticking(1_000));
      actors.invocation(INSTANCE, "get").send();
      for (boolean fails : new boolean[] {true, true, false, true}) {
        actors.advance(1_000);
        if (fails) {
          actors.host().only().fails(ErrorCode.HOST_CLOSED);
        } else {
          actors.host().only().returnsNothing();
        }
      }

      assertThat(log.lines())
          .hasSize(2)
          .allSatisfy(
              line -> assertThat(line).contains("'tick'", "sys/counter/c-1", "HOST_CLOSED"));
    }
  }

  @Test
  void aHostThatCannotBeReachedIsNotToldForEachTimer() {
    try (RecordedLog log = warnings()) {
      ActorHarness actors = ActorHarness.acknowledged(ticking(1_000));
      actors.invocation(INSTANCE, "get").send();
      actors.advance(1_000);
      actors.host().only().fails(ErrorCode.HOST_UNREACHABLE);

      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void noTimerBeginsOnceTheProxyStops() {
    ActorHarness actors = ActorHarness.acknowledged(ticking(100));
    actors.call("add");
    CompletableFuture<Void> drained = actors.supervisor().drain(Deadline.NONE);
    actors.drain();

    actors.invocation(INSTANCE, "get").send();
    actors.advance(1_000);

    assertThat(actors.host().log()).containsExactly("add");
    assertThat(drained).isNotDone();
  }
}
