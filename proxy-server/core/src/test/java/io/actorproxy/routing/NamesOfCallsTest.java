package io.actorproxy.routing;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an actor that a call spawns may be called. */
final class NamesOfCallsTest {
  private final RoutingHarness routing =
      new RoutingHarness(0).register(type("user").actions("add").unnamed().build());

  @ParameterizedTest
  @MethodSource("longestNames")
  void aNameMayHaveOneKibibyte(String name) {
    routing.call(call(name, "add").registerRef("user").build());

    assertThat(routing.actors().host().only().request().actor().name()).isEqualTo(name);
  }

  @ParameterizedTest
  @MethodSource("namesThatNoStoreKeeps")
  void aNameThatNoStoreKeepsIsRefusedFromOutsideAndFromInside(String name) {
    routing.register(type("user").actions("add").unnamed().build());
    Call call = call(name, "add").registerRef("user").build();
    RecordedReply inside = new RecordedReply();

    RecordedReply outside = routing.call(call);
    routing.router().invoke(call, Deadline.NONE, inside);

    assertThat(outside.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(inside.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(routing.instances().count()).isZero();
  }

  static List<String> longestNames() {
    return List.of("x".repeat(1024), "ä".repeat(512));
  }

  static List<String> namesThatNoStoreKeeps() {
    return List.of("x".repeat(1025), "ä".repeat(513), "nul\0", "half\ud800");
  }
}
