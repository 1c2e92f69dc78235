package io.actorproxy.cost;

import io.actorproxy.sdks.PlainHost;
import io.actorproxy.sdks.Values;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Kind;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A host of actors which count their calls, as their state, and of others which keep nothing. Both
 * answer with what they were given.
 */
final class CountingHost implements AutoCloseable {
  static final String SYSTEM = "cost";
  static final List<String> COUNTERS = names("counter");
  static final List<String> ECHOES = names("echo");
  static final String ACTION = "run";

  private static final int ACTORS = 256;

  private final PlainHost server = new PlainHost(0, CountingHost::run);

  CountingHost() throws IOException {}

  int port() {
    return server.port();
  }

  static ActorSystem registration() {
    ActorSystem.Builder system = ActorSystem.newBuilder().setName(SYSTEM);
    COUNTERS.forEach(name -> register(system, name, true));
    ECHOES.forEach(name -> register(system, name, false));
    return system.build();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private static List<String> names(String prefix) {
    return IntStream.range(0, ACTORS).mapToObj(i -> prefix + "-" + i).toList();
  }

  private static void register(ActorSystem.Builder system, String name, boolean stateful) {
    Actor.Builder actor =
        Actor.newBuilder()
            .setId(ActorId.newBuilder().setName(name).setSystem(SYSTEM))
            .addActions(Action.newBuilder().setName(ACTION));
    actor.getSettingsBuilder().setKind(Kind.NAMED).setStateful(stateful);
    system.getRegistryBuilder().putActors(name, actor.build());
  }

  private static ActorInvocationResponse run(ActorInvocation invocation) {
    ActorInvocationResponse.Builder response =
        PlainHost.unchanged(invocation).setValue(invocation.getValue());
    if (invocation.getActor().getName().startsWith("counter")) {
      long count = Values.number(invocation.getCurrentContext().getState()) + 1;
      response.getUpdatedContextBuilder().setState(Values.any(Long.toString(count)));
    }
    return response.build();
  }
}
