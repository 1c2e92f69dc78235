package io.actorproxy.hostile;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.Channel;
import io.spawn.actors.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Valid messages of the actor system {@link Victim#SYSTEM}, as a beginning. */
final class Messages {
  private Messages() {}

  static Message any(Target target, Random random) {
    return switch (target) {
      case REGISTER -> registration(random);
      case SPAWN -> spawn(random);
      default -> invocation(random);
    };
  }

  static byte[] json(Message message) {
    try {
      JsonFormat.TypeRegistry types =
          JsonFormat.TypeRegistry.newBuilder()
              .add(com.google.protobuf.StringValue.getDescriptor())
              .build();
      return JsonFormat.printer()
          .usingTypeRegistry(types)
          .print(message)
          .getBytes(StandardCharsets.UTF_8);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RegistrationRequest registration(Random random) {
    RegistrationRequest.Builder request = RegistrationRequest.newBuilder();
    request.getServiceInfoBuilder().setServiceName("storm").setProtocolMajorVersion(1);
    request.getActorSystemBuilder().setName(Victim.SYSTEM);
    for (int i = random.nextInt(3); i >= 0; i--) {
      String name = "r" + random.nextInt(40);
      Actor.Builder actor =
          Actor.newBuilder().addActions(Action.newBuilder().setName("add")).setId(id(name));
      actor.getStateBuilder().setState(Values.any("first"));
      actor.getSettingsBuilder().setKind(Kind.forNumber(random.nextInt(7))).setStateful(true);
      actor.getSettingsBuilder().getDeactivationStrategyBuilder().getTimeoutBuilder().setTimeout(9);
      actor.getMetadataBuilder().addChannelGroup(Channel.newBuilder().setTopic("t"));
      request.getActorSystemBuilder().getRegistryBuilder().putActors(name, actor.build());
    }
    return request.build();
  }

  private static SpawnRequest spawn(Random random) {
    SpawnRequest.Builder request = SpawnRequest.newBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      request.addActors(Actors.id(Victim.SYSTEM, "i" + random.nextInt(500), "u"));
    }
    return request.build();
  }

  private static InvocationRequest invocation(Random random) {
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actor.newBuilder().setId(id(random.nextBoolean() ? "a" : "b")))
            .setActionName(random.nextBoolean() ? "add" : "read")
            .setValue(Values.any(Integer.toString(random.nextInt(9))))
            .setAsync(random.nextInt(4) == 0)
            .putMetadata("key", "value")
            .putMetadata("request-timeout", "30000");
    request.getSystemBuilder().setName(Victim.SYSTEM);
    if (random.nextInt(4) == 0) {
      request.setRegisterRef("u").setActor(Actor.newBuilder().setId(id("i" + random.nextInt(500))));
    }
    if (random.nextInt(4) == 0) {
      request.setCaller(id("b")).setScheduledTo(1);
    }
    return request.build();
  }

  private static ActorId id(String name) {
    return Actors.id(Victim.SYSTEM, name, "");
  }
}
