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
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Turns what a host announces into actor types, or says which actor and which field is wrong. */
public final class Registration {
  /** Saving more often than this is asking the store for trouble. */
  private static final long SNAPSHOT_MILLIS_MIN = 100;

  /** The tag by which a type says in what form its host takes invocations. */
  private static final String HOST_CONTENT_TYPE = "host-content-type";

  /** The tag by which a type sets the delivery policy of messages whose action may have run. */
  private static final String DELIVERY_TAG = "delivery";

  /** The tag by which a type gives turns of a member that was taken for dead time to end. */
  private static final String TAKEOVER_DELAY_TAG = "takeover-delay";

  /** A day, in milliseconds. */
  private static final long TAKEOVER_DELAY_MAX = 86_400_000;

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
      if (notServed(system, entry.getKey(), entry.getValue()).isPresent()) {
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
   * The types that this version cannot serve as they ask for: those of a kind that is still to
   * come, and those with a tag of ours that has an unknown value. The rest of an app works without
   * them.
   */
  public static List<NotServed> notServed(RegistrationRequest request) {
    String system = request.getActorSystem().getName();
    return request.getActorSystem().getRegistry().getActorsMap().entrySet().stream()
        .flatMap(entry -> notServed(system, entry.getKey(), entry.getValue()).stream())
        .toList();
  }

  private static Optional<NotServed> notServed(String defaultSystem, String key, Actor actor) {
    ActorId id = idOf(defaultSystem, key, actor);
    io.spawn.actors.Kind kind = actor.getSettings().getKind();
    if (isStillToCome(kind)) {
      return Optional.of(
          new NotServed(
              id.system(),
              id.name(),
              ErrorCode.KIND_NOT_SUPPORTED,
              "kind %s is not served by this version, NAMED and UNNAMED are".formatted(kind)));
    }
    return tagNotServed(actor.getMetadata().getTagsMap())
        .map(
            reason ->
                new NotServed(id.system(), id.name(), ErrorCode.INVALID_REGISTRATION, reason));
  }

  /**
   * The systems in which it registers types: the one it names, and those that its types name.
   *
   * @throws FailureException if a type has no proper name
   */
  public static Set<String> systemsOf(RegistrationRequest request) {
    String system = request.getActorSystem().getName();
    Set<String> systems = new LinkedHashSet<>();
    if (!system.isEmpty()) {
      systems.add(system);
    }
    request
        .getActorSystem()
        .getRegistry()
        .getActorsMap()
        .forEach((key, actor) -> systems.add(idOf(system, key, actor).system()));
    return systems;
  }

  private static boolean isStillToCome(io.spawn.actors.Kind kind) {
    return switch (kind) {
      case POOLED, TASK, PROJECTION -> true;
      case UNKNOW_KIND, NAMED, UNNAMED, PROXY, UNRECOGNIZED -> false;
    };
  }

  private static Optional<String> tagNotServed(Map<String, String> tags) {
    String format = tags.getOrDefault(HOST_CONTENT_TYPE, "");
    if (HostFormat.of(format).isEmpty()) {
      return Optional.of(unknownTag(HOST_CONTENT_TYPE, format, HostFormat.contentTypes()));
    }
    String policy = tags.get(DELIVERY_TAG);
    if (policy != null && DeliveryPolicy.of(policy).isEmpty()) {
      return Optional.of(unknownTag(DELIVERY_TAG, policy, DeliveryPolicy.words()));
    }
    String delay = tags.get(TAKEOVER_DELAY_TAG);
    return delay == null || delayOf(delay).isPresent()
        ? Optional.empty()
        : Optional.of(
            "metadata.tags.%s is '%s', allowed are whole numbers of milliseconds from 0 to %d"
                .formatted(TAKEOVER_DELAY_TAG, delay, TAKEOVER_DELAY_MAX));
  }

  private static OptionalLong delayOf(String text) {
    try {
      long millis = Long.parseLong(text.strip());
      return millis >= 0 && millis <= TAKEOVER_DELAY_MAX
          ? OptionalLong.of(millis)
          : OptionalLong.empty();
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private static String unknownTag(String tag, String value, Collection<String> allowed) {
    return "metadata.tags.%s is '%s', allowed are %s"
        .formatted(tag, value, String.join(", ", allowed));
  }

  /** A name may be left out in the identity, as the key in the registry says it. */
  private static ActorId idOf(String defaultSystem, String key, Actor actor) {
    String name = actor.getId().getName().isEmpty() ? key : actor.getId().getName();
    String system = actor.getId().getSystem().isEmpty() ? defaultSystem : actor.getId().getSystem();
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
    return ActorId.named(system, name);
  }

  private static ActorType typeOf(String defaultSystem, String key, Actor actor) {
    ActorId id = idOf(defaultSystem, key, actor);
    String name = id.name();
    ActorSettings settings = actor.getSettings();
    return new ActorType(
        id.system(),
        name,
        kindOf(name, settings),
        settings.getStateful(),
        actionsOf(name, actor),
        timersOf(name, actor.getTimerActionsList()),
        subscriptionsOf(name, actor.getMetadata().getChannelGroupList()),
        snapshotMillisOf(name, settings),
        idleMillisOf(name, settings),
        initialStateOf(actor),
        hostFormatOf(actor).orElseThrow(),
        deliveryOf(actor),
        takeoverDelayOf(actor));
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

  private static Optional<HostFormat> hostFormatOf(Actor actor) {
    return HostFormat.of(actor.getMetadata().getTagsOrDefault(HOST_CONTENT_TYPE, ""));
  }

  private static Optional<DeliveryPolicy> deliveryOf(Actor actor) {
    return Optional.ofNullable(actor.getMetadata().getTagsMap().get(DELIVERY_TAG))
        .flatMap(DeliveryPolicy::of);
  }

  private static OptionalLong takeoverDelayOf(Actor actor) {
    String delay = actor.getMetadata().getTagsMap().get(TAKEOVER_DELAY_TAG);
    return delay == null ? OptionalLong.empty() : delayOf(delay);
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
