package io.actorproxy.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process with an outbox and receivers, from its start to its end. */
final class SimulatedProcess implements SimulatedActor.World {
  static final int ACTORS = 4;
  private static final long MEMORY = 1 << 20;
  private static final int PLACES_OF_A_KIND = 12 - 2;
  private static final OutboxConfig CONFIG =
      new OutboxConfig(12, 3, 6, 64 << 10, 1 << 20, 3, 1_000, 10, 200, 100, 100, 1_000, false);

  private final OutboxSimulation world;
  private final MemoryBudget memory = new MemoryBudget(MEMORY, 0);
  private final List<SimulatedActor> actors = new ArrayList<>();
  private final Outbox outbox;

  private final Set<MessageId> running = new HashSet<>();
  private final Set<MessageId> ranWell = new HashSet<>();

  /** A process that is killed forgets what it has not stored. */
  private final Set<MessageId> mustNotRunAgain = new HashSet<>();

  SimulatedProcess(OutboxSimulation world, Owner owner) {
    this.world = world;
    for (int i = 0; i < ACTORS; i++) {
      actors.add(new SimulatedActor(i > 0, this, world.random()));
    }
    MessageRules rules = SteppedOutbox.rules(DeliveryPolicy.AT_MOST_ONCE, 10_000, 10_000);
    this.outbox =
        new Outbox(
            world.store().asStore(),
            owner,
            CONFIG,
            rules,
            world.time(),
            world.random(),
            memory,
            (call, _, replyTo) -> offer(call, replyTo));
  }

  private void offer(Call call, ReplyTo replyTo) {
    actors.get(Integer.parseInt(call.name())).offer(call, replyTo);
  }

  Outbox outbox() {
    return outbox;
  }

  SimulatedActor someActor() {
    return actors.get(world.random().nextInt(ACTORS));
  }

  void claim() {
    try {
      outbox.claims().claimOnce();
    } catch (StoreException e) {
      // The thread would pause, and look again.
    }
  }

  /** Runs all that is there, and nothing fails. */
  void settle() {
    claim();
    outbox.writer().writeOnce();
    for (SimulatedActor actor : actors) {
      actor.begin();
      actor.end(false);
      actor.save();
    }
    outbox.writer().writeOnce();
  }

  /** It is told to end, and has some time for that. */
  void stop() {
    outbox.drain();
    for (int i = 0; i < 10; i++) {
      someActor().begin();
      someActor().end(true);
      someActor().save();
      outbox.writer().writeOnce();
    }
    outbox.close();
    outbox.writer().writeOnce();
  }

  boolean isIdle() {
    return outbox.inFlight() == 0 && actors.stream().allMatch(SimulatedActor::isIdle);
  }

  /** What it failed, and could not record before its lease was over, may be run by others. */
  void forgetWhatOthersMayClaim() {
    mustNotRunAgain.removeIf(id -> !holds(id));
  }

  void redriven(MessageId id) {
    mustNotRunAgain.remove(id);
  }

  void assertNothingIsHeld(long deadLetters) {
    assertThat(outbox.inFlight()).as("under way").isZero();
    for (MessageKind kind : MessageKind.values()) {
      assertThat(outbox.room(kind)).as("places for %s", kind).isEqualTo(PLACES_OF_A_KIND);
    }
    assertThat(outbox.laneCount()).as("lanes").isZero();
    assertThat(outbox.parked()).as("parked").isZero();
    assertThat(memory.used()).as("bytes").isZero();
    assertThat(outbox.waiting()).as("counted as waiting").isZero();
    assertThat(outbox.deadLetters()).isEqualTo(deadLetters);
  }

  /** Whether it has claimed the message, and its lease is not over. */
  private boolean holds(MessageId id) {
    return shipmentsOf(id).findAny().isPresent();
  }

  /**
   * Whether it holds the message, and its delivery has not ended. One that has ended may be claimed
   * by others already, if the store has lost the answer to its result.
   */
  boolean isDelivering(MessageId id) {
    return shipmentsOf(id).anyMatch(shipment -> !shipment.answered());
  }

  private Stream<Shipment> shipmentsOf(MessageId id) {
    return outbox.underWay().stream()
        .filter(shipment -> shipment.id().equals(id))
        .filter(shipment -> shipment.isLeased(world.time().epochMillis()));
  }

  // --- what receivers do

  @Override
  public void begins(MessageId id) {
    assertThat(running).as("runs already").doesNotContain(id);
    assertThat(mustNotRunAgain).as("may have run").doesNotContain(id);
    world.begins(this, id).ifPresent(this::assertInOrder);
    running.add(id);
  }

  private void assertInOrder(Message message) {
    if (message.lane() == 0) {
      return;
    }
    for (Message other : world.alive()) {
      boolean isEarlier = other.lane() == message.lane() && other.sequence() < message.sequence();
      if (isEarlier && !ranWell.contains(other.id()) && !world.wasRevived(other.id())) {
        throw new AssertionError("%s begins before %s has run".formatted(message, other));
      }
    }
  }

  @Override
  public void ran(MessageId id) {
    ranWell.add(id);
  }

  @Override
  public void ends(MessageId id, @Nullable ErrorCode failure) {
    running.remove(id);
    if (failure == null) {
      world.doneWell(id);
    } else {
      ranWell.remove(id);
      // A message whose claim is lost already may be run by any process, this one too.
      if (failure == ErrorCode.HOST_CLOSED && (world.isOfOneProcess() || holds(id))) {
        mustNotRunAgain.add(id);
      }
    }
  }

  @Override
  public boolean consume(List<MessageId> ids) throws StoreException {
    return world.consume(ids);
  }
}
