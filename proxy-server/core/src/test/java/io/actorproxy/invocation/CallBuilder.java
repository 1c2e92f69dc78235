package io.actorproxy.invocation;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call in a system called {@code sys}. */
public final class CallBuilder {
  private final String name;
  private final String action;
  private final Map<String, String> metadata = new HashMap<>();
  private String parent = "";
  private String registerRef = "";
  private Payload payload = Payload.ABSENT;
  private boolean async;
  private @Nullable ActorId caller;
  private long scheduledTo;

  private CallBuilder(String name, String action) {
    this.name = name;
    this.action = action;
  }

  public static CallBuilder call(String name, String action) {
    return new CallBuilder(name, action);
  }

  public CallBuilder parent(String type) {
    parent = type;
    return this;
  }

  public CallBuilder registerRef(String type) {
    registerRef = type;
    return this;
  }

  public CallBuilder input(String text) {
    payload = TextAny.payload(text);
    return this;
  }

  public CallBuilder async() {
    async = true;
    return this;
  }

  public CallBuilder from(ActorId actor) {
    caller = actor;
    return this;
  }

  public CallBuilder metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  public CallBuilder scheduledTo(long epochMillis) {
    scheduledTo = epochMillis;
    return this;
  }

  public Call build() {
    return new Call(
        "sys",
        parent,
        name,
        registerRef,
        action,
        payload,
        async,
        caller,
        metadata,
        scheduledTo,
        0,
        Origin.CLIENT);
  }
}
