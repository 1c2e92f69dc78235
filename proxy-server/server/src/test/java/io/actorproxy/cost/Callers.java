package io.actorproxy.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.Answer;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Callers with a kept-alive connection each, and one call at a time. No two of them call the same
 * actor.
 */
final class Callers implements AutoCloseable {
  private final List<SpawnClient.Connection> connections = new ArrayList<>();
  private final List<InvocationRequest> requests = new ArrayList<>();

  /**
   * Connects.
   *
   * @param actors at least as many as there are callers
   */
  Callers(SpawnClient proxy, int count, List<String> actors) throws IOException {
    for (int caller = 0; caller < count; caller++) {
      connections.add(proxy.connect());
    }
    for (String actor : actors) {
      InvocationRequest.Builder request =
          InvocationRequest.newBuilder()
              .setActor(Actors.reference(CountingHost.SYSTEM, actor, ""))
              .setActionName(CountingHost.ACTION)
              .setValue(Values.any("x".repeat(100)));
      request.getSystemBuilder().setName(CountingHost.SYSTEM);
      requests.add(request.build());
    }
  }

  /**
   * Makes a number of calls, as many by each caller, and waits for all answers.
   *
   * @param calls a multiple of the number of callers
   */
  void call(int calls) throws InterruptedException, ExecutionException {
    int each = calls / connections.size();
    List<FutureTask<@Nullable Void>> tasks = new ArrayList<>();
    for (int caller = 0; caller < connections.size(); caller++) {
      int first = caller;
      FutureTask<@Nullable Void> task = new FutureTask<>(() -> run(first, each));
      tasks.add(task);
      Thread.startVirtualThread(task);
    }
    for (FutureTask<@Nullable Void> task : tasks) {
      task.get();
    }
  }

  private @Nullable Void run(int caller, int calls) throws IOException {
    int actors = requests.size() / connections.size();
    for (int i = 0; i < calls; i++) {
      InvocationRequest request = requests.get(caller * actors + i % actors);
      Answer<InvocationResponse> answer = connections.get(caller).invoke(request);
      assertThat(answer.body().getStatus().getStatus()).as("%s", answer).isEqualTo(Status.OK);
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    for (SpawnClient.Connection connection : connections) {
      connection.close();
    }
  }
}
