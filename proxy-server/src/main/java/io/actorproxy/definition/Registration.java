package io.actorproxy.definition;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.HostFormat;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.spawn.RegistrationRequest;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorSettings;
import io.spawn.actors.Channel;
import io.spawn.actors.FixedTimerAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns what a host announces into actor types, or says which actor and which field is wrong. */
public final class Registration {
  /** Saving more often than this is asking the store for trouble. */
  private static final long SNAPSHOT_MILLIS_MIN = 100;

  /** The tag by which a type says in what form its host takes invocations. */
  private static final String HOST_CONTENT_TYPE = "host-content-type";

  /** The tag of a type by which it says what becomes of messages whose action may have run. */
  private static final String DELIVERY_TAG = "delivery";

  private Registration() {}

  /**
   * The types of a registration, without those that are {@link #notServed}.
   *
   * @throws FailureException with INVALID_REGISTRATION; then nothing of the registration may be
   *     taken over
   */
  public static List<ActorType> typesOf(RegistrationRequest request) {
    if (!request.hasActorSystem()) {
      throw invalid("the registration has no actor_system");
    }
    String system = request.getActorSystem().getName();
    List<ActorType> types = new ArrayList<>();
    Set<ActorId> seen = new HashSet<>();
    for (Map.Entry<String, Actor> entry :
        request.getActorSystem().getRegistry().getActorsMap().entrySet()) {
      if (isNotServed(entry.getValue())) {
        continue;
      }
      ActorType type = typeOf(system, entry.getKey(), entry.getValue());
      if (!seen.add(ActorId.named(type.system(), type.name()))) {
        throw invalid(type.name(), "id", "is that of two actors of this registration");
      }
      types.add(type);
    }
    return types;
  }

  /**
   * The types of kinds that this version does not serve; the others are none the worse for them.
   */
  public static List<NotServed> notServed(RegistrationRequest request) {
    String system = request.getActorSystem().getName();
    List<NotServed> types = new ArrayList<>();
    request
        .getActorSystem()
        .getRegistry()
        .getActorsMap()
        .forEach(
            (key, actor) -> {
              if (isNotServed(actor)) {
                ActorId id = idOf(system, key, actor);
                types.add(
                    new NotServed(id.system(), id.name(), actor.getSettings().getKind().name()));
              }
            });
    return types;
  }

  private static boolean isNotServed(Actor actor) {
    return switch (actor.getSettings().getKind()) {
      case POOLED, TASK, PROJECTION -> true;
      case UNKNOW_KIND, NAMED, UNNAMED, PROXY, UNRECOGNIZED -> false;
    };
  }

  /** A name may be left out in the identity, as the key in the registry says it. */
  private static ActorId idOf(String defaultSystem, String key, Actor actor) {
    String name = actor.getId().getName().isEmpty() ? key : actor.getId().getName();
    String system = actor.getId().getSystem().isEmpty() ? defaultSystem : actor.getId().getSystem();
    return ActorId.named(system, name);
  }

  private static ActorType typeOf(String defaultSystem, String key, Actor actor) {
    ActorId id = idOf(defaultSystem, key, actor);
    String name = id.name();
    String system = id.system();
    if (name.isEmpty()) {
      throw invalid("an actor of system '" + defaultSystem + "' has an empty name");
    }
    if (!key.isEmpty() && !key.equals(name)) {
      throw invalid(name, "id.name", "differs from its key in the registry, '" + key + "'");
    }
    if (system.isEmpty()) {
      throw invalid(name, "id.system", "and actor_system.name are both empty");
    }
    Names.requireStorable(system, ErrorCode.INVALID_REGISTRATION);
    Names.requireStorable(name, ErrorCode.INVALID_REGISTRATION);
    ActorSettings settings = actor.getSettings();
    return new ActorType(
        system,
        name,
        kindOf(name, settings),
        settings.getStateful(),
        actionsOf(name, actor),
        timersOf(name, actor.getTimerActionsList()),
        subscriptionsOf(name, actor.getMetadata().getChannelGroupList()),
        snapshotMillisOf(name, settings),
        idleMillisOf(name, settings),
        initialStateOf(actor),
        hostFormatOf(name, actor),
        deliveryOf(name, actor.getMetadata().getTagsMap()));
  }

  private static Kind kindOf(String name, ActorSettings settings) {
    return switch (settings.getKind()) {
      case UNKNOW_KIND, NAMED -> Kind.NAMED;
      case UNNAMED -> Kind.UNNAMED;
      case PROXY -> throw invalid(name, "settings.kind", "is PROXY, which is reserved");
      case POOLED, TASK, PROJECTION -> throw new IllegalStateException(name + " is not served");
      case UNRECOGNIZED ->
          throw invalid(
              name, "settings.kind", "is " + settings.getKindValue() + ", which is unknown");
    };
  }

  private static Set<String> actionsOf(String name, Actor actor) {
    Set<String> actions = new HashSet<>();
    for (var action : actor.getActionsList()) {
      if (action.getName().isEmpty()) {
        throw invalid(name, "actions", "has an action without a name");
      }
      actions.add(action.getName());
    }
    return actions;
  }

  private static List<TimerAction> timersOf(String name, List<FixedTimerAction> timers) {
    List<TimerAction> result = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (FixedTimerAction timer : timers) {
      String action = timer.getAction().getName();
      if (action.isEmpty()) {
        throw invalid(name, "timer_actions", "has a timer without an action");
      }
      if (timer.getSeconds() <= 0) {
        throw invalid(
            name,
            "timer_actions.seconds",
            "of '%s' is %d; a period in milliseconds above 0 is needed"
                .formatted(action, timer.getSeconds()));
      }
      if (!seen.add(action)) {
        throw invalid(name, "timer_actions", "has two timers for '" + action + "'");
      }
      result.add(new TimerAction(action, timer.getSeconds()));
    }
    return result;
  }

  private static List<Subscription> subscriptionsOf(String name, List<Channel> channels) {
    List<Subscription> result = new ArrayList<>();
    for (Channel channel : channels) {
      if (channel.getTopic().isEmpty()) {
        throw invalid(name, "metadata.channel_group", "has a channel without a topic");
      }
      String action = channel.getAction();
      result.add(
          new Subscription(
              channel.getTopic(), action.isEmpty() ? Subscription.DEFAULT_ACTION : action));
    }
    return result;
  }

  private static long snapshotMillisOf(String name, ActorSettings settings) {
    long millis = settings.getSnapshotStrategy().getTimeout().getTimeout();
    requireNotNegative(name, "settings.snapshot_strategy.timeout", millis);
    return millis == 0 ? 0 : Math.max(SNAPSHOT_MILLIS_MIN, millis);
  }

  private static long idleMillisOf(String name, ActorSettings settings) {
    long millis = settings.getDeactivationStrategy().getTimeout().getTimeout();
    requireNotNegative(name, "settings.deactivation_strategy.timeout", millis);
    return millis;
  }

  private static ActorStateMessage initialStateOf(Actor actor) {
    ByteString state = actor.getState().getState().toByteString();
    return new ActorStateMessage(
        Map.copyOf(actor.getState().getTagsMap()), state.isEmpty() ? null : state);
  }

  private static HostFormat hostFormatOf(String name, Actor actor) {
    String type = actor.getMetadata().getTagsOrDefault(HOST_CONTENT_TYPE, "");
    return switch (type) {
      case "", "application/octet-stream" -> HostFormat.PROTOBUF;
      case "application/json" -> HostFormat.JSON;
      default ->
          throw invalid(
              name,
              "metadata.tags." + HOST_CONTENT_TYPE,
              "is '%s'; it has to be application/json or application/octet-stream".formatted(type));
    };
  }

  private static Optional<DeliveryPolicy> deliveryOf(String name, Map<String, String> tags) {
    String word = tags.get(DELIVERY_TAG);
    if (word == null) {
      return Optional.empty();
    }
    Optional<DeliveryPolicy> policy = DeliveryPolicy.of(word);
    if (policy.isEmpty()) {
      throw invalid(
          name,
          "metadata.tags." + DELIVERY_TAG,
          "is '%s'; allowed are %s".formatted(word, String.join(", ", DeliveryPolicy.words())));
    }
    return policy;
  }

  private static void requireNotNegative(String name, String field, long millis) {
    if (millis < 0) {
      throw invalid(name, field, "is " + millis + "; it must not be negative");
    }
  }

  private static FailureException invalid(String name, String field, String problem) {
    return invalid("actor '" + name + "': " + field + " " + problem);
  }

  private static FailureException invalid(String message) {
    return new FailureException(ErrorCode.INVALID_REGISTRATION, message);
  }
}
