package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageHead;
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

/**
 * One life of one process, or of two, over a store that fails, with receivers that fail, restarts,
 * and an operator. All that happens comes from the seed.
 */
final class OutboxSimulation {
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);
  private static final int SENDERS = 3;
  private static final int STEPS = 250;

  /** A process that is not simulated. */
  private static final long STRANGER = -1;

  private final Random random;
  private final ManualTime time = new ManualTime();
  private final MessageStore truth = new MemoryStore(1 << 20).messages();
  private final UnreliableMessages store;
  private final Map<ActorId, Long> sequences = new HashMap<>();

  // What is known of messages, in whichever process delivers them.
  private final Map<MessageId, Message> known = new HashMap<>();
  private final Set<MessageId> revived = new HashSet<>();
  private final Set<MessageId> discarded = new HashSet<>();
  private final Set<MessageId> doneWell = new HashSet<>();
  private long begun;

  /** Those that live now. */
  private final List<SimulatedProcess> processes = new ArrayList<>();

  private long epochs;
  private long claimsLost;

  /**
   * @param howMany processes that use the store at once
   */
  OutboxSimulation(long seed, int howMany) {
    this.random = new Random(seed);
    this.store = new UnreliableMessages(truth, random);
    for (int i = 0; i < howMany; i++) {
      processes.add(start(howMany == 1));
    }
  }

  private SimulatedProcess start(boolean alone) {
    return new SimulatedProcess(this, new Owner.Process(++epochs, alone));
  }

  /** Runs it to its end. */
  void run() throws AssertionError {
    try {
      store.failOneIn(random.nextBoolean() ? 0 : random.nextInt(5, 40));
      for (int i = 0; i < STEPS; i++) {
        step(processes.get(random.nextInt(processes.size())));
      }
      settle();
    } catch (StoreException e) {
      throw new AssertionError("the truth failed", e);
    }
    processes.forEach(this::count);
  }

  /** How many times a message began. */
  long begun() {
    return begun;
  }

  /** How many claims were lost to another process while their messages were delivered. */
  long claimsLost() {
    return claimsLost;
  }

  private void count(SimulatedProcess process) {
    claimsLost += process.outbox().counters().claimsLost();
  }

  private void step(SimulatedProcess process) throws StoreException {
    switch (random.nextInt(22)) {
      case 0, 1 -> sendEffects(process);
      case 2 -> acceptAsync(process);
      case 3 -> schedule(process);
      case 4, 5, 6 -> process.claim();
      case 7, 8 -> process.outbox().writer().writeOnce();
      case 9, 10, 11, 12 -> process.someActor().begin();
      case 13, 14, 15 -> process.someActor().end(true);
      case 16, 17 -> process.someActor().save();
      case 18 -> advance(random.nextInt(20) == 0 ? 1_500 : random.nextInt(400));
      case 19 -> operate(process);
      case 20 -> {
        if (random.nextInt(10) == 0) {
          restart(process);
        }
      }
      default -> deliverElsewhere();
    }
  }

  private void advance(long millis) {
    time.advanceMillis(millis);
    if (!isOfOneProcess()) {
      processes.forEach(SimulatedProcess::forgetWhatOthersMayClaim);
    }
  }

  /** A stranger claims what it may, and delivers it at once, or fails to. */
  private void deliverElsewhere() throws StoreException {
    long now = time.epochMillis();
    for (Message message : truth.claim(STRANGER, ALL, now, now + 1_000, random.nextInt(1, 4))) {
      if (random.nextBoolean()) {
        assertThat(truth.finish(STRANGER, List.of(message.id()))).isEmpty();
        doneWell.add(message.id());
      } else {
        truth.record(STRANGER, List.of(Attempt.of(message, 1, now, "elsewhere", true)));
      }
    }
  }

  private void sendEffects(SimulatedProcess process) throws StoreException {
    ActorId sender = ActorId.named("sys", "sender" + random.nextInt(SENDERS));
    List<Call> calls = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      String input = "x".repeat(random.nextInt(8) == 0 ? random.nextInt(100_000) : 10);
      calls.add(call(someReceiver(), "act").input(input).build());
    }
    List<Message> messages = new ArrayList<>();
    for (Call call : calls) {
      messages.add(process.outbox().effect(call, sender, sequences.merge(sender, 1L, Long::sum)));
    }
    truth.add(messages);
    messages.forEach(message -> known.put(message.id(), message));
    process.outbox().stock().promise(Amount.of(messages), Amount.NONE);
    process.outbox().stored(messages);
  }

  private String someReceiver() {
    return Integer.toString(random.nextInt(SimulatedProcess.ACTORS));
  }

  private void acceptAsync(SimulatedProcess process) {
    process.outbox().accept(call(someReceiver(), "act").async().build(), new RecordedReply());
  }

  private void schedule(SimulatedProcess process) {
    process
        .outbox()
        .schedule(
            call(someReceiver(), "act")
                .scheduledTo(time.epochMillis() + random.nextInt(300))
                .build(),
            new RecordedReply());
  }

  private void operate(SimulatedProcess process) throws StoreException {
    StoredMessages operator = new StoredMessages(store.asStore(), process.outbox());
    boolean dead = random.nextBoolean();
    List<Message> there = truth.list(ALL, dead, Optional.empty(), 50);
    if (there.isEmpty()) {
      return;
    }
    Message one = there.get(random.nextInt(there.size()));
    try {
      if (dead && random.nextInt(3) > 0) {
        revived.add(one.id());
        processes.forEach(each -> each.redriven(one.id()));
        operator.redrive(one.id());
      } else if (processes.stream().noneMatch(each -> each.outbox().isUnderWay(one.id()))) {
        discarded.add(one.id());
        operator.discard(one.id(), StoredMessages.Filter.ALL);
      }
    } catch (FailureException | StoreException e) {
      // It is under way, or the store is away.
    }
  }

  /** Killed, or stopped gracefully; then there is another one. */
  private void restart(SimulatedProcess process) {
    if (random.nextBoolean()) {
      process.stop();
    }
    count(process);
    processes.set(processes.indexOf(process), start(isOfOneProcess()));
  }

  /** Nothing fails any more, and all that is alive gets through. */
  private void settle() throws StoreException {
    store.failOneIn(0);
    for (int round = 0; round < 2_000 && !isQuiet(); round++) {
      advance(20);
      processes.forEach(SimulatedProcess::settle);
    }
    assertThat(alive()).as("messages that stand still").isEmpty();
    time.advanceMillis(200_000);
    for (SimulatedProcess process : processes) {
      process.claim();
      process.assertNothingIsHeld(truth.count(ALL, true));
    }
    assertNoneLost();
  }

  private boolean isQuiet() {
    return alive().isEmpty() && processes.stream().allMatch(SimulatedProcess::isIdle);
  }

  private void assertNoneLost() throws StoreException {
    for (MessageId id : known.keySet()) {
      assertThat(doneWell.contains(id) || discarded.contains(id) || truth.find(id).isPresent())
          .as("message %s is accounted for", id)
          .isTrue();
    }
  }

  // --- for processes

  boolean isOfOneProcess() {
    return processes.size() == 1;
  }

  Random random() {
    return random;
  }

  ManualTime time() {
    return time;
  }

  UnreliableMessages store() {
    return store;
  }

  /** All that is not dead. */
  List<Message> alive() {
    try {
      return truth.list(ALL, false, Optional.empty(), 10_000);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  private Optional<Message> find(MessageId id) {
    try {
      return truth.find(id);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isDead(MessageId id) {
    try {
      return truth.head(id).filter(MessageHead::dead).isPresent();
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  boolean wasRevived(MessageId id) {
    return revived.contains(id);
  }

  /**
   * A message begins in a process; returns it. It may be gone if a receiver in another process has
   * taken it in after the lease of that process was over: then the save of this one is refused.
   */
  Optional<Message> begins(SimulatedProcess process, MessageId id) {
    begun++;
    for (SimulatedProcess other : processes) {
      assertThat(other != process && !revived.contains(id) && other.isDelivering(id))
          .as("message %s begins, and another process has a lease of it", id)
          .isFalse();
    }
    assertThat(isDead(id)).as("message %s begins, and is dead", id).isFalse();
    Optional<Message> found = find(id);
    assertThat(found.isPresent() || processes.size() > 1 && doneWell.contains(id))
        .as("message %s begins, and is there", id)
        .isTrue();
    return found;
  }

  void doneWell(MessageId id) {
    doneWell.add(id);
  }

  /** As part of a save. */
  boolean consume(List<MessageId> ids) throws StoreException {
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
