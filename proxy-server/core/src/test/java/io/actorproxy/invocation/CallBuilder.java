package io.actorproxy.invocation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call, of the system {@code sys} unless it says otherwise. */
public final class CallBuilder {
  private final String system;
  private final String name;
  private final String action;
  private final Map<String, String> metadata = new HashMap<>();
  private String parent = "";
  private String registerRef = "";
  private Payload payload = Payload.ABSENT;
  private boolean async;
  private @Nullable Principal principal;
  private @Nullable ActorId caller;
  private List<ActorId> chain = List.of();
  private long scheduledTo;
  private int hops;
  private Origin origin = Origin.CLIENT;

  private CallBuilder(String system, String name, String action) {
    this.system = system;
    this.name = name;
    this.action = action;
  }

  public static CallBuilder call(String name, String action) {
    return new CallBuilder("sys", name, action);
  }

  /** A call of an actor in any system. */
  public static CallBuilder call(ActorId actor, String action) {
    return new CallBuilder(actor.system(), actor.name(), action).parent(actor.parent());
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

  public CallBuilder input(Payload newPayload) {
    payload = newPayload;
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

  /** Who asks; unless it is said, an anonymous client or, for all other origins, the proxy. */
  public CallBuilder principal(Principal newPrincipal) {
    principal = newPrincipal;
    return this;
  }

  /** Those that wait for the caller, each for the next. */
  public CallBuilder chain(ActorId... actors) {
    chain = List.of(actors);
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

  public CallBuilder hops(int number) {
    hops = number;
    return this;
  }

  public CallBuilder origin(Origin newOrigin) {
    origin = newOrigin;
    return this;
  }

  private Principal principalOrUsual() {
    if (principal != null) {
      return principal;
    }
    return origin == Origin.CLIENT ? Principal.ANONYMOUS : Principal.PROXY;
  }

  public Call build() {
    return new Call(
        system,
        parent,
        name,
        registerRef,
        action,
        payload,
        async,
        principalOrUsual(),
        caller,
        chain,
        metadata,
        scheduledTo,
        hops,
        origin,
        null);
  }
}
