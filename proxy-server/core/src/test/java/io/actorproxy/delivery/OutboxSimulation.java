package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One life of an outbox over a store that fails, with receivers that fail, restarts, and an
 * operator. All that happens comes from the seed.
 */
final class OutboxSimulation implements SimulatedActor.World {
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);
  private static final int ACTORS = 4;
  private static final int SENDERS = 3;
  private static final int STEPS = 250;
  private static final long MEMORY = 1 << 20;
  private static final int PLACES_OF_A_KIND = 12 - 2;
  private static final OutboxConfig CONFIG =
      new OutboxConfig(12, 3, 6, 64 << 10, 1 << 20, 3, 1_000, 10, 200, 100, 100, 1_000, false);

  private final Random random;
  private final ManualTime time = new ManualTime();
  private final MessageStore truth = new MemoryStore(1 << 20).messages();
  private final UnreliableMessages store;
  private final Map<ActorId, Long> sequences = new HashMap<>();

  // What is known of messages, in whichever proxy delivers them.
  private final Map<MessageId, Message> known = new HashMap<>();
  private final Set<MessageId> revived = new HashSet<>();
  private final Set<MessageId> discarded = new HashSet<>();
  private final Set<MessageId> doneWell = new HashSet<>();
  private long begun;

  // The process that lives now.
  private MemoryBudget memory = new MemoryBudget(MEMORY, 0);
  private List<SimulatedActor> actors = List.of();
  private final Set<MessageId> running = new HashSet<>();
  private final Set<MessageId> ranWell = new HashSet<>();

  /** A process that is killed forgets what it has not stored. */
  private final Set<MessageId> mustNotRunAgain = new HashSet<>();

  private Outbox outbox;

  OutboxSimulation(long seed) {
    this.random = new Random(seed);
    this.store = new UnreliableMessages(truth, random);
    this.outbox = start();
  }

  /** Returns how many times a message began. */
  long run() throws AssertionError {
    try {
      store.failOneIn(random.nextBoolean() ? 0 : random.nextInt(5, 40));
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      settle();
    } catch (StoreException e) {
      throw new AssertionError("the truth failed", e);
    }
    return begun;
  }

  private Outbox start() {
    running.clear();
    ranWell.clear();
    mustNotRunAgain.clear();
    memory = new MemoryBudget(MEMORY, 0);
    actors = new ArrayList<>();
    for (int i = 0; i < ACTORS; i++) {
      actors.add(new SimulatedActor(i > 0, this, random));
    }
    List<SimulatedActor> its = actors;
    MessageRules rules = SteppedOutbox.rules(DeliveryPolicy.AT_MOST_ONCE, 10_000, 10_000);
    return new Outbox(
        store.asStore(),
        CONFIG,
        rules,
        time,
        random,
        memory,
        (call, _, replyTo) -> offer(its, call, replyTo));
  }

  private static void offer(List<SimulatedActor> actors, Call call, ReplyTo replyTo) {
    actors.get(Integer.parseInt(call.name())).offer(call, replyTo);
  }

  private SimulatedActor someActor() {
    return actors.get(random.nextInt(ACTORS));
  }

  private void step() throws StoreException {
    switch (random.nextInt(22)) {
      case 0, 1 -> sendEffects();
      case 2 -> acceptAsync();
      case 3 -> schedule();
      case 4, 5, 6 -> claim();
      case 7, 8 -> outbox.writer().writeOnce();
      case 9, 10, 11, 12 -> someActor().begin();
      case 13, 14, 15 -> someActor().end(true);
      case 16, 17 -> someActor().save();
      case 18 -> time.advanceMillis(random.nextInt(20) == 0 ? 1_500 : random.nextInt(400));
      case 19 -> operate();
      case 20 -> {
        if (random.nextInt(10) == 0) {
          restart();
        }
      }
      default -> takeOver();
    }
  }

  /** Another proxy claims what it may, and delivers it at once, or fails to. */
  private void takeOver() throws StoreException {
    long now = time.epochMillis();
    for (Message message : truth.claim(ALL, now, now + 1_000, random.nextInt(1, 4))) {
      if (random.nextBoolean()) {
        truth.remove(List.of(message.id()));
        doneWell.add(message.id());
      } else {
        truth.record(List.of(Attempt.of(message, 1, now, "elsewhere", true)));
      }
    }
  }

  private void sendEffects() throws StoreException {
    ActorId sender = ActorId.named("sys", "sender" + random.nextInt(SENDERS));
    List<Call> calls = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      String input = "x".repeat(random.nextInt(8) == 0 ? random.nextInt(100_000) : 10);
      calls.add(call(Integer.toString(random.nextInt(ACTORS)), "act").input(input).build());
    }
    List<Message> messages = new ArrayList<>();
    for (Call call : calls) {
      messages.add(outbox.effect(call, sender, sequences.merge(sender, 1L, Long::sum)));
    }
    truth.add(messages);
    messages.forEach(message -> known.put(message.id(), message));
    outbox.stock().promise(Amount.of(messages), Amount.NONE);
    outbox.stored(messages);
  }

  private void acceptAsync() {
    outbox.accept(
        call(Integer.toString(random.nextInt(ACTORS)), "act").async().build(), new RecordedReply());
  }

  private void schedule() {
    outbox.schedule(
        call(Integer.toString(random.nextInt(ACTORS)), "act")
            .scheduledTo(time.epochMillis() + random.nextInt(300))
            .build(),
        new RecordedReply());
  }

  private void claim() {
    try {
      outbox.claims().claimOnce();
    } catch (StoreException e) {
      // The thread would pause, and look again.
    }
  }

  private void operate() throws StoreException {
    StoredMessages operator = new StoredMessages(store.asStore(), outbox);
    boolean dead = random.nextBoolean();
    List<Message> there = truth.list(ALL, dead, Optional.empty(), 50);
    if (there.isEmpty()) {
      return;
    }
    Message one = there.get(random.nextInt(there.size()));
    try {
      if (dead && random.nextInt(3) > 0) {
        revived.add(one.id());
        mustNotRunAgain.remove(one.id());
        operator.redrive(one.id());
      } else if (!outbox.isUnderWay(one.id())) {
        discarded.add(one.id());
        operator.discard(one.id(), StoredMessages.Filter.ALL);
      }
    } catch (FailureException | StoreException e) {
      // It is under way, or the store is away.
    }
  }

  /** Killed, or stopped gracefully; then there is another one. */
  private void restart() {
    if (random.nextBoolean()) {
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
    outbox = start();
  }

  /** Nothing fails any more, and all that is alive gets through. */
  private void settle() throws StoreException {
    store.failOneIn(0);
    for (int round = 0; round < 2_000 && !isQuiet(); round++) {
      time.advanceMillis(20);
      claim();
      outbox.writer().writeOnce();
      for (SimulatedActor actor : actors) {
        actor.begin();
        actor.end(false);
        actor.save();
      }
      outbox.writer().writeOnce();
    }
    List<Message> left = truth.list(ALL, false, Optional.empty(), 100);
    assertThat(left).as("messages that stand still").isEmpty();
    time.advanceMillis(200_000);
    claim();
    assertThat(outbox.inFlight()).as("under way").isZero();
    for (MessageKind kind : MessageKind.values()) {
      assertThat(outbox.room(kind)).as("places for %s", kind).isEqualTo(PLACES_OF_A_KIND);
    }
    assertThat(outbox.laneCount()).as("lanes").isZero();
    assertThat(outbox.parked()).as("parked").isZero();
    assertThat(memory.used()).as("bytes").isZero();
    assertThat(outbox.waiting()).as("counted as waiting").isZero();
    assertThat(outbox.deadLetters()).isEqualTo(truth.count(ALL, true));
    assertNoneLost();
  }

  private boolean isQuiet() throws StoreException {
    return truth.list(ALL, false, Optional.empty(), 1).isEmpty()
        && outbox.inFlight() == 0
        && actors.stream().allMatch(SimulatedActor::isIdle);
  }

  private void assertNoneLost() throws StoreException {
    for (MessageId id : known.keySet()) {
      assertThat(doneWell.contains(id) || discarded.contains(id) || truth.find(id).isPresent())
          .as("message %s is accounted for", id)
          .isTrue();
    }
  }

  // --- what receivers do

  @Override
  public void begins(MessageId id) {
    begun++;
    try {
      assertThat(running).as("runs already").doesNotContain(id);
      assertThat(mustNotRunAgain).as("may have run").doesNotContain(id);
      Optional<Message> found = truth.find(id);
      assertThat(found).as("message %s begins, and is there", id).isPresent();
      assertThat(isDead(id)).as("message %s begins, and is dead", id).isFalse();
      assertInOrder(found.get());
      running.add(id);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isDead(MessageId id) throws StoreException {
    return truth.list(ALL, true, Optional.empty(), 10_000).stream()
        .anyMatch(m -> m.id().equals(id));
  }

  private void assertInOrder(Message message) throws StoreException {
    if (message.lane() == 0) {
      return;
    }
    for (Message other : truth.list(ALL, false, Optional.empty(), 10_000)) {
      boolean isEarlier = other.lane() == message.lane() && other.sequence() < message.sequence();
      assertThat(isEarlier && !ranWell.contains(other.id()) && !revived.contains(other.id()))
          .as("%s begins before %s has run", message, other)
          .isFalse();
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
      doneWell.add(id);
    } else {
      ranWell.remove(id);
      if (failure == ErrorCode.HOST_CLOSED) {
        mustNotRunAgain.add(id);
      }
    }
  }

  @Override
  public boolean consume(List<MessageId> ids) throws StoreException {
    store.mayFail();
    for (MessageId id : ids) {
      if (truth.find(id).isEmpty()) {
        return false;
      }
    }
    truth.remove(ids);
    return true;
  }
}
