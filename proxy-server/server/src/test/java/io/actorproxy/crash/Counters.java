package io.actorproxy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.Answer;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationRequest;
import io.spawn.Status;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** The fifty actors to which the tests add. */
final class Counters {
  static final List<String> NAMES = IntStream.range(0, 50).mapToObj(i -> "counter-" + i).toList();

  private Counters() {}

  static void register(SpawnClient proxy) throws IOException {
    RegistrationRequest request =
        RegistrationRequest.newBuilder().setActorSystem(AddingHost.registration(NAMES)).build();
    assertThat(proxy.register(request).http()).isEqualTo(200);
  }

  /** Compares what all of them remember with the ledger. */
  static Ledger.Count look(SpawnClient proxy, Ledger ledger, List<String> complaints)
      throws IOException {
    Ledger.Count count = Ledger.Count.NOTHING;
    try (SpawnClient.Connection connection = proxy.connect()) {
      for (String counter : NAMES) {
        count = count.plus(ledger.look(counter, remembered(connection, counter), complaints));
      }
    }
    return count;
  }

  private static List<String> remembered(SpawnClient.Connection connection, String counter)
      throws IOException {
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference(AddingHost.SYSTEM, counter, ""))
            .setActionName("get");
    request.getSystemBuilder().setName(AddingHost.SYSTEM);
    Answer<InvocationResponse> answer = connection.invoke(request.build());
    assertThat(answer.body().getStatus().getStatus())
        .as(answer.body().getStatus().getMessage())
        .isEqualTo(Status.OK);
    String state = Values.text(answer.body().getValue());
    return state.isEmpty() ? List.of() : List.of(state.split(" "));
  }
}
