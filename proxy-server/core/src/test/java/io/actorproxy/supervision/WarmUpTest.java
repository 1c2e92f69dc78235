package io.actorproxy.supervision;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.ErrorCode;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class WarmUpTest {
  private final ActorHarness actors = ActorHarness.acknowledged(type("unused").build());

  @Test
  void actorsWithAStateTimersOrChannelsAreActivatedWithoutACall() {
    register(type("stateful").build());
    register(type("ticking").stateless().timer("tick", 60_000).build());
    register(type("listening").stateless().listensTo("news", "hear").build());
    register(type("plain").stateless().build());
    register(type("instances").unnamed().build());

    assertThat(actors.supervisor().activations()).isEqualTo(3);
  }

  @Test
  void onlyAFewAreActivatedAtATime() {
    for (int i = 0; i < 20; i++) {
      register(type("a" + i).actions("init").build());
    }

    assertThat(actors.host().held()).hasSize(4);
    actors.host().held().getFirst().returnsNothing();
    actors.host().held().getFirst().fails(ErrorCode.HOST_CLOSED);
    actors.drain();
    assertThat(actors.host().held()).hasSize(4);
    assertThat(actors.host().log()).hasSize(6);
    while (!actors.host().held().isEmpty()) {
      actors.host().held().getFirst().returnsNothing();
      actors.drain();
    }

    assertThat(actors.host().log()).hasSize(20);
  }

  /** Else as many types as the stack has room for could be warmed up. */
  @Test
  void activationsThatSucceedAtOnceDoNotNest() {
    for (int i = 0; i < 50; i++) {
      register(type("a" + i).stateless().timer("tick", 60_000).actions("init").build());
    }
    Set<Long> depths = new HashSet<>();
    actors
        .host()
        .answersAtOnce(
            call -> {
              depths.add(StackWalker.getInstance().walk(Stream::count));
              call.returnsNothing();
            });

    actors.host().held().getFirst().returnsNothing();
    actors.drain();

    assertThat(actors.host().log()).hasSize(50);
    assertThat(depths).hasSize(1);
  }

  private void register(ActorType type) {
    actors.supervisor().registered(new RegisteredType(type));
    actors.drain();
  }
}
