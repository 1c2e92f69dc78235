package io.actorproxy.verify;

import io.actorproxy.sdks.Actors;
import io.spawn.InvocationRequest;
import io.spawn.RegistrationRequest;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The actors of a run. A few are named and get much of the load; of the others, half are instances
 * of a type that is passivated after a moment, half of one that is not.
 */
final class Cast {
  static final String SYSTEM = "verify";
  static final List<String> ACTIONS =
      List.of(
          RememberingHost.ADD,
          RememberingHost.ADD_AND_SAVE,
          RememberingHost.SET,
          RememberingHost.READ,
          RememberingHost.RECEIVE,
          RememberingHost.FIRE);

  private static final int HOT = 8;
  private static final String BRIEF = "brief";
  private static final String STEADY = "steady";
  private static final int BRIEF_MILLIS = 150;

  private final List<String> hot = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  /** A cast of so many actors, more than the few named ones. */
  Cast(int actors) {
    for (int i = 0; i < HOT; i++) {
      hot.add("h" + i);
    }
    for (int i = HOT; i < actors; i++) {
      others.add((i % 2 == 0 ? "b" : "s") + i);
    }
  }

  List<String> names() {
    List<String> all = new ArrayList<>(hot);
    all.addAll(others);
    return all;
  }

  /** Any actor; every sixth time a named one. */
  String any(RandomGenerator random) {
    return random.nextInt(6) == 0 ? hot.get(random.nextInt(hot.size())) : anyInstance(random);
  }

  /** Any instance of a type. */
  String anyInstance(RandomGenerator random) {
    return others.get(random.nextInt(others.size()));
  }

  /** One of the few actors that this one sends effects to. */
  String neighbour(String actor, RandomGenerator random) {
    int own = Math.abs(actor.hashCode() % others.size());
    return random.nextInt(8) == 0
        ? hot.get(own % hot.size())
        : others.get((own + 1 + random.nextInt(3)) % others.size());
  }

  /** A call of an action of one of the actors; instances are spawned when they are new. */
  static InvocationRequest.Builder call(String actor, String action) {
    String parent = parentOf(actor);
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference(SYSTEM, actor, parent))
            .setActionName(action)
            .setRegisterRef(parent);
    request.getSystemBuilder().setName(SYSTEM);
    return request;
  }

  private static String parentOf(String actor) {
    return switch (actor.charAt(0)) {
      case 'b' -> BRIEF;
      case 's' -> STEADY;
      default -> "";
    };
  }

  RegistrationRequest registration() {
    ActorSystem.Builder system = ActorSystem.newBuilder().setName(SYSTEM);
    put(system, BRIEF, Kind.UNNAMED, BRIEF_MILLIS);
    put(system, STEADY, Kind.UNNAMED, 0);
    hot.forEach(name -> put(system, name, Kind.NAMED, 0));
    return RegistrationRequest.newBuilder().setActorSystem(system).build();
  }

  private static void put(ActorSystem.Builder system, String name, Kind kind, int idleMillis) {
    Actor.Builder actor =
        Actor.newBuilder().setId(ActorId.newBuilder().setName(name).setSystem(SYSTEM));
    actor.getSettingsBuilder().setKind(kind).setStateful(true);
    if (idleMillis > 0) {
      actor
          .getSettingsBuilder()
          .getDeactivationStrategyBuilder()
          .getTimeoutBuilder()
          .setTimeout(idleMillis);
    }
    ACTIONS.forEach(action -> actor.addActions(Action.newBuilder().setName(action)));
    system.getRegistryBuilder().putActors(name, actor.build());
  }
}
