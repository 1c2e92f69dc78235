package io.actorproxy.sdks;

import io.spawn.actors.Actor;
import io.spawn.actors.ActorDeactivationStrategy;
import io.spawn.actors.ActorSnapshotStrategy;
import io.spawn.actors.ActorState;
import io.spawn.actors.Channel;
import io.spawn.actors.FixedTimerAction;
import io.spawn.actors.Kind;
import io.spawn.actors.Metadata;
import io.spawn.actors.TimeoutStrategy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An actor type as a test writes it: its definition, and what its actions do. */
public final class ActorScript {
  private final Actor.Builder definition = Actor.newBuilder();
  private final Map<String, Action> actions = new LinkedHashMap<>();

  private ActorScript(String name, Kind kind) {
    definition.getIdBuilder().setName(name);
    definition.getSettingsBuilder().setKind(kind).setStateful(true);
    definition.setState(ActorState.getDefaultInstance());
  }

  /** A stateful NAMED actor whose state message is registered, and empty. */
  public static ActorScript named(String name) {
    return new ActorScript(name, Kind.NAMED);
  }

  /** A stateful UNNAMED actor whose state message is registered, and empty. */
  public static ActorScript unnamed(String name) {
    return new ActorScript(name, Kind.UNNAMED);
  }

  /** A NAMED actor whose actions are {@code add}, {@code read} and {@code fail}. */
  public static ActorScript counter(String name) {
    return named(name).counting();
  }

  /** Adds the actions {@code add}, {@code read} and {@code fail}. */
  public ActorScript counting() {
    return action("add", ActorScript::add)
        .action("read", call -> call.reply(call.state().isEmpty() ? "0" : call.state()))
        .action("fail", ActorScript::fail);
  }

  private static void add(ActionCall call) {
    long sum =
        Values.number(call.invocation().getCurrentContext().getState())
            + Values.number(call.invocation().getValue());
    call.newState(Long.toString(sum)).reply(Long.toString(sum));
  }

  private static void fail(ActionCall call) throws ActionFailed {
    throw new ActionFailed("asked to fail");
  }

  public ActorScript action(String name, Action action) {
    definition.addActions(io.spawn.actors.Action.newBuilder().setName(name));
    actions.put(name, action);
    return this;
  }

  /** Registers an action which the host then knows nothing of. */
  public ActorScript actionWithoutCode(String name) {
    definition.addActions(io.spawn.actors.Action.newBuilder().setName(name));
    return this;
  }

  /** Changes the definition in ways for which there is no shorthand. */
  public ActorScript define(Consumer<Actor.Builder> change) {
    change.accept(definition);
    return this;
  }

  /** A timer action; the period is in milliseconds, as in every SDK. */
  public ActorScript timer(String name, int millis, Action action) {
    definition.addTimerActions(
        FixedTimerAction.newBuilder()
            .setSeconds(millis)
            .setAction(io.spawn.actors.Action.newBuilder().setName(name)));
    actions.put(name, action);
    return this;
  }

  /** A subscription; without an action the default one is invoked. */
  public ActorScript channel(String topic, @Nullable String action) {
    Channel.Builder channel = Channel.newBuilder().setTopic(topic);
    if (action != null) {
      channel.setAction(action);
    }
    definition.setMetadata(
        Metadata.newBuilder(definition.getMetadata()).addChannelGroup(channel).build());
    return this;
  }

  public ActorScript stateless() {
    definition.getSettingsBuilder().setStateful(false);
    return this;
  }

  /** Leaves the state message out of the registration. */
  public ActorScript withoutStateMessage() {
    definition.clearState();
    return this;
  }

  public ActorScript initialState(String text) {
    definition.getStateBuilder().setState(Values.any(text));
    return this;
  }

  public ActorScript passivateAfter(long millis) {
    definition
        .getSettingsBuilder()
        .setDeactivationStrategy(
            ActorDeactivationStrategy.newBuilder().setTimeout(timeout(millis)));
    return this;
  }

  public ActorScript snapshotEvery(long millis) {
    definition
        .getSettingsBuilder()
        .setSnapshotStrategy(ActorSnapshotStrategy.newBuilder().setTimeout(timeout(millis)));
    return this;
  }

  private static TimeoutStrategy timeout(long millis) {
    return TimeoutStrategy.newBuilder().setTimeout(millis).build();
  }

  public String name() {
    return definition.getId().getName();
  }

  /** The definition as it is registered, under its system. */
  public Actor definition(String system) {
    Actor.Builder copy = definition.build().toBuilder();
    copy.getIdBuilder().setSystem(system);
    return copy.build();
  }

  @Nullable Action find(String action) {
    return actions.get(action);
  }
}
