package io.actorproxy.definition;

import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.HostFormat;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A registered actor definition. Two are equal when registering the second changes nothing.
 *
 * @param system the actor system
 * @param name the type's name; of a NAMED type also the actor's
 * @param kind how actors come from it
 * @param stateful whether the state is stored; a stateless actor keeps its state in memory only
 * @param actions the actions the host runs
 * @param timers actions that run periodically
 * @param subscriptions channels the actors listen to
 * @param snapshotMillis how often the state is saved when saving is not tied to each turn; 0 means
 *     the configured default
 * @param idleMillis how long an actor stays in memory without traffic; 0 means the configured
 *     default
 * @param initialState what an actor starts from that was never stored
 * @param hostFormat in what form the host is sent invocations of these actors
 * @param delivery the policy for messages whose action may have run; empty means the configured
 *     default
 * @param takeoverDelayMillis how long no turn begins at a member that took the actor over from one
 *     that was taken for dead; empty means the configured default
 */
public record ActorType(
    String system,
    String name,
    Kind kind,
    boolean stateful,
    Set<String> actions,
    List<TimerAction> timers,
    List<Subscription> subscriptions,
    long snapshotMillis,
    long idleMillis,
    ActorStateMessage initialState,
    HostFormat hostFormat,
    Optional<DeliveryPolicy> delivery,
    OptionalLong takeoverDelayMillis) {

  private static final List<String> GET_ACTIONS =
      List.of("get", "Get", "get_state", "getState", "GetState");
  private static final List<String> INIT_ACTIONS = List.of("init", "Init", "setup", "Setup");

  public ActorType {
    actions = Set.copyOf(actions);
    timers = List.copyOf(timers);
    subscriptions = List.copyOf(subscriptions);
  }

  /** The part that runs an action. */
  public enum ActionTarget {
    /** The user's app. */
    HOST,
    /** The proxy itself, by answering with the state. */
    STATE,
    /** There is no such action. */
    NOT_FOUND
  }

  /**
   * Who runs {@code action}. A type that defines any of the get actions gets all of them itself.
   */
  public ActionTarget targetOf(String action) {
    if (actions.contains(action) || isTimerAction(action)) {
      return ActionTarget.HOST;
    }
    if (!GET_ACTIONS.contains(action)) {
      return ActionTarget.NOT_FOUND;
    }
    return definesGet() ? ActionTarget.HOST : ActionTarget.STATE;
  }

  /** The failure of a call whose action is {@link ActionTarget#NOT_FOUND}. */
  public Failure actionNotFound(ActorId actor, String action) {
    return new Failure(
        ErrorCode.ACTION_NOT_FOUND,
        "Action [%s] not found for Actor [%s]; type '%s' has %s"
            .formatted(
                action,
                actor.name(),
                name,
                actions.isEmpty() ? "no actions" : actions.stream().sorted().toList()));
  }

  /**
   * The same identity with the type's own texts in place of equal ones, so that millions of actors
   * do not keep a copy of them each.
   */
  public ActorId withOwnTexts(ActorId actor) {
    return new ActorId(own(actor.system()), own(actor.parent()), own(actor.name()));
  }

  private String own(String text) {
    if (text.equals(system)) {
      return system;
    }
    return text.equals(name) ? name : text;
  }

  /** The actor that exists as soon as the type is registered; null if its actors are spawned. */
  public @Nullable ActorId ownActor() {
    return kind.ownActor(system, name);
  }

  /** The action to run after each activation; null if the type has none. */
  public @Nullable String initAction() {
    for (String action : INIT_ACTIONS) {
      if (actions.contains(action)) {
        return action;
      }
    }
    return null;
  }

  private boolean isTimerAction(String action) {
    for (TimerAction timer : timers) {
      if (timer.action().equals(action)) {
        return true;
      }
    }
    return false;
  }

  private boolean definesGet() {
    for (String action : GET_ACTIONS) {
      if (actions.contains(action)) {
        return true;
      }
    }
    return false;
  }
}
