package io.actorproxy.registry;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.definition.Subscription;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.pubsub.Pubsub;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Lets instances listen to what their types subscribe to, within the room that there is for it.
 * Guarded by the lock of the {@link InstanceCache}.
 */
final class InstanceSubscriptions {
  private final ActorRegistry types;
  private final Pubsub pubsub;
  private final InstanceRoom room;

  InstanceSubscriptions(ActorRegistry types, Pubsub pubsub, InstanceRoom room) {
    this.types = types;
    this.pubsub = pubsub;
    this.room = room;
  }

  /**
   * Refuses instances that are not known yet, if there is no room for them and what they listen to.
   *
   * @throws FailureException with OVERLOADED
   */
  void requireRoomFor(Collection<ActorId> ids) {
    room.requireFor(
        ids.size(), ids.stream().mapToLong(id -> Pubsub.bytes(subscriptionsOf(id).size())).sum());
  }

  /** An instance listens to what its type subscribes to; it may do so already. */
  void begin(ActorId id) {
    RegisteredType type = types.type(id.system(), id.parent());
    if (type != null && !type.type().subscriptions().isEmpty()) {
      pubsub.subscribe(id, ActorRegistry.actionsByTopic(type.type()));
    }
  }

  /**
   * The instances of a type listen to what it subscribes to. Those that listen already follow new
   * definitions of it by themselves.
   *
   * @throws FailureException with OVERLOADED if that would take more memory than it may; some of
   *     them listen then
   */
  void begin(ActorType type, List<ActorId> instances) {
    Map<String, String> actions = ActorRegistry.actionsByTopic(type);
    for (ActorId id : instances) {
      if (!pubsub.isListening(id)) {
        room.requireFor(0, Pubsub.bytes(actions.size()));
        pubsub.subscribe(id, actions);
      }
    }
  }

  void end(ActorId id) {
    pubsub.subscribe(id, Map.of());
  }

  private List<Subscription> subscriptionsOf(ActorId id) {
    RegisteredType type = types.type(id.system(), id.parent());
    return type == null ? List.of() : type.type().subscriptions();
  }
}
