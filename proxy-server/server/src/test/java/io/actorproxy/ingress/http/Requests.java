package io.actorproxy.ingress.http;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.actorproxy.http.ResponseReader.Response;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationRequest;
import io.spawn.ServiceInfo;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Registry;

/** Messages that tests send. */
public final class Requests {
  static final String INVOKE = "/api/v1/system/shop/actors/cart/invoke";
  static final String REGISTER = "/api/v1/system";
  static final String SPAWN = "/api/v1/system/shop/actors/spawn";

  private Requests() {}

  static Any value(String text) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/shop.Unheard")
        .setValue(ByteString.copyFromUtf8(text))
        .build();
  }

  public static InvocationRequest invocation(String actor, String action) {
    return InvocationRequest.newBuilder()
        .setSystem(ActorSystem.newBuilder().setName("shop"))
        .setActor(Actor.newBuilder().setId(ActorId.newBuilder().setName(actor).setSystem("shop")))
        .setActionName(action)
        .build();
  }

  static InvocationRequest invocation(String actor, String action, String text) {
    return invocation(actor, action).toBuilder().setValue(value(text)).build();
  }

  static byte[] invoke(String actor, String action, String text) {
    String path = INVOKE.replace("cart", actor);
    return RawClient.post(path, "", invocation(actor, action, text).toByteArray());
  }

  public static RegistrationRequest registration() {
    Actor cart =
        Actor.newBuilder().setId(ActorId.newBuilder().setName("cart").setSystem("shop")).build();
    return RegistrationRequest.newBuilder()
        .setServiceInfo(ServiceInfo.newBuilder().setServiceName("shop-service"))
        .setActorSystem(
            ActorSystem.newBuilder()
                .setName("shop")
                .setRegistry(Registry.newBuilder().putActors("cart", cart)))
        .build();
  }

  static InvocationResponse answer(Response response) {
    try {
      return InvocationResponse.parseFrom(response.body());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not an InvocationResponse: " + response.text(), e);
    }
  }

  static String textOf(Response response) {
    return answer(response).getValue().getValue().toStringUtf8();
  }
}
