package io.actorproxy.supervision;

import static io.actorproxy.definition.TypeBuilder.type;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.ActorType;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.entity.Durability;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.ownership.ForeignTypes;
import io.actorproxy.registry.SteppedInstances;
import io.actorproxy.registry.SteppedLookups;
import io.actorproxy.routing.ActorLocator;
import io.actorproxy.routing.Location;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * How much memory an actor takes that has nothing to do: everything that stays reachable because of
 * it, from its name in the registry to its timers, beyond the bytes of its state.
 */
final class IdleActivationSizeTest {
  private static final int ACTORS = 20_000;
  private static final ActorType TYPE = type("counter").unnamed().actions("add").build();

  /**
   * A little more than it is today, with names of 12 letters and compact object headers. Objects
   * grow by 8 bytes, so half of that is left for what the JVM itself makes meanwhile.
   */
  private static final double SPAWNED_MAX = 114.5;

  private static final double ACTIVATED_MAX = 394.5;

  private static final double AFTER_TURNS_MAX = 400;

  private final ActorHarness actors =
      new ActorHarness(TYPE, ActorHarness.config(Durability.ACKNOWLEDGED), 2 * ACTORS, 2 * ACTORS);
  private final SteppedInstances stepped =
      new SteppedInstances(new SteppedLookups(actors.loop()), actors.loop().time());
  private final ActorLocator locator =
      new ActorLocator(stepped.registry(), stepped.instances(), ForeignTypes.NONE);

  IdleActivationSizeTest() {
    stepped.registry().register(TYPE);
  }

  @Test
  void anIdleActorTakesLittleMoreThanItsState() {
    // What the first actor brings into memory, like classes, is not counted.
    spawn(ACTORS);
    call(ACTORS, "get");
    long empty = LiveHeap.bytes();
    spawnAll();
    long spawned = LiveHeap.bytes();
    callAll("get");
    long activated = LiveHeap.bytes();

    double bytesSpawned = (spawned - empty) / (double) ACTORS;
    double bytesActivated = (activated - spawned) / (double) ACTORS;
    System.out.printf(
        "For each actor %.1f bytes from its spawning on, and %.1f more from its activation on%n",
        bytesSpawned, bytesActivated);
    assertThat(actors.supervisor().activations()).isEqualTo(ACTORS + 1);
    assertThat(bytesSpawned).isBetween(1.0, SPAWNED_MAX);
    assertThat(bytesActivated).isBetween(1.0, ACTIVATED_MAX);
  }

  @Test
  void turnsLeaveNothingBehindInAnActorButItsState() {
    actors.host().answersAtOnce(call -> call.returns("7".repeat(100)));
    spawnAll();

    callAll("add");
    long saved = LiveHeap.bytes();
    actors.supervisor().relieve(1);
    actors.drain();
    long passivated = LiveHeap.bytes();

    byte[] state = requireNonNull(actors.state().stored(new ActorId("sys", "counter", name(0))));
    double bytes = (saved - passivated) / (double) ACTORS - state.length;
    System.out.printf("For each actor %.1f bytes beyond its state after a turn%n", bytes);
    assertThat(actors.supervisor().activations()).isZero();
    assertThat(bytes).isBetween(1.0, AFTER_TURNS_MAX);
  }

  private void spawnAll() {
    for (int i = 0; i < ACTORS; i++) {
      spawn(i);
    }
  }

  private void spawn(int i) {
    stepped.know(new ActorId(fromTheWire("sys"), fromTheWire("counter"), name(i)));
  }

  private void callAll(String action) {
    for (int i = 0; i < ACTORS; i++) {
      call(i, action);
    }
    assertThat(actors.inFlight().count()).isZero();
  }

  private void call(int i, String action) {
    ActorId named = new ActorId(fromTheWire("sys"), fromTheWire("counter"), name(i));
    ActorId id = ((Location.Here) locator.locate(named, false)).id();
    RecordedReply reply = actors.invocation(id, action).send();
    actors.commit();
    assertThat(reply.code()).isNull();
  }

  private static String name(int i) {
    return "actor-%06d".formatted(i);
  }

  /** Each call comes with texts of its own. */
  private static String fromTheWire(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
