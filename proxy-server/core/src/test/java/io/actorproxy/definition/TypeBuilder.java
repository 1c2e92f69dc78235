package io.actorproxy.definition;

import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.HostFormat;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.TextAny;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** An actor type for a test: NAMED and stateful unless told otherwise. */
public final class TypeBuilder {
  private final String name;
  private final Set<String> actions = new HashSet<>();
  private final List<TimerAction> timers = new ArrayList<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private Kind kind = Kind.NAMED;
  private boolean stateful = true;
  private long snapshotMillis;
  private long idleMillis;
  private ActorStateMessage initialState = ActorStateMessage.EMPTY;
  private Optional<DeliveryPolicy> delivery = Optional.empty();
  private OptionalLong takeoverDelay = OptionalLong.empty();

  private TypeBuilder(String name) {
    this.name = name;
  }

  public static TypeBuilder type(String name) {
    return new TypeBuilder(name);
  }

  public TypeBuilder actions(String... names) {
    actions.addAll(List.of(names));
    return this;
  }

  public TypeBuilder timer(String action, long periodMillis) {
    timers.add(new TimerAction(action, periodMillis));
    return this;
  }

  public TypeBuilder listensTo(String topic, String action) {
    subscriptions.add(new Subscription(topic, action));
    return this;
  }

  public TypeBuilder unnamed() {
    kind = Kind.UNNAMED;
    return this;
  }

  public TypeBuilder stateless() {
    stateful = false;
    return this;
  }

  public TypeBuilder snapshotMillis(long millis) {
    snapshotMillis = millis;
    return this;
  }

  public TypeBuilder idleMillis(long millis) {
    idleMillis = millis;
    return this;
  }

  public TypeBuilder initialState(String text) {
    initialState = new ActorStateMessage(Map.of(), TextAny.of(text));
    return this;
  }

  public TypeBuilder delivery(DeliveryPolicy policy) {
    delivery = Optional.of(policy);
    return this;
  }

  public TypeBuilder takeoverDelay(long millis) {
    takeoverDelay = OptionalLong.of(millis);
    return this;
  }

  public ActorType build() {
    return new ActorType(
        "sys",
        name,
        kind,
        stateful,
        actions,
        timers,
        subscriptions,
        snapshotMillis,
        idleMillis,
        initialState,
        HostFormat.PROTOBUF,
        delivery,
        takeoverDelay);
  }
}
