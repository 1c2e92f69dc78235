package io.actorproxy.rolling;

import io.actorproxy.members.ReportingHost;
import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.PlainHost;
import io.actorproxy.sdks.Values;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.InvocationRequest;
import io.spawn.RegistrationRequest;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Kind;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** A host whose actors count their calls, and answer with the member at which they ran. */
final class CountingHost {
  private static final String SYSTEM = "rolling";
  private static final String TYPE = "counter";
  private static final String ACTION = "add";

  private CountingHost() {}

  static void main(String[] arguments) throws IOException, InterruptedException {
    String member = arguments[2];
    ReportingHost.serve(arguments, call -> run(call, member));
  }

  private static ActorInvocationResponse run(ActorInvocation call, String member) {
    long count = Values.number(call.getCurrentContext().getState()) + 1;
    ActorInvocationResponse.Builder answer = PlainHost.unchanged(call);
    answer.getUpdatedContextBuilder().setState(Values.any(Long.toString(count)));
    answer.setValue(Values.any(count + " " + member));
    return answer.build();
  }

  static RegistrationRequest registration() {
    Actor.Builder counter =
        Actor.newBuilder().setId(ActorId.newBuilder().setName(TYPE).setSystem(SYSTEM));
    counter.getSettingsBuilder().setKind(Kind.UNNAMED).setStateful(true);
    counter.addActions(Action.newBuilder().setName(ACTION));
    ActorSystem.Builder system = ActorSystem.newBuilder().setName(SYSTEM);
    system.getRegistryBuilder().putActors(TYPE, counter.build());
    return RegistrationRequest.newBuilder().setActorSystem(system).build();
  }

  /** Names of actors. */
  static List<String> names(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(number -> "counter-" + number).toList();
  }

  /** A call of one of the actors. */
  static InvocationRequest call(String actor, int timeoutMillis) {
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference(SYSTEM, actor, TYPE))
            .setActionName(ACTION)
            .setRegisterRef(TYPE)
            .putMetadata("request-timeout", Integer.toString(timeoutMillis));
    request.getSystemBuilder().setName(SYSTEM);
    return request.build();
  }
}
