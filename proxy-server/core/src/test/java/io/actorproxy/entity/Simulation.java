package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.state.FakeSnapshotStore.Fault;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * One run of a few actors in which everything that can happen does so in an order that the seed
 * decides: calls, answers, tasks, loads, commits, faults, other writers, time.
 *
 * <p>The state of each actor is the list of the adds that it has taken, each with a number of its
 * own, so that the end shows what was lost or done twice.
 */
final class Simulation {
  /** What these say did not run, or left nothing behind. */
  private static final Set<ErrorCode> NOTHING_KEPT =
      EnumSet.of(ErrorCode.MAILBOX_FULL, ErrorCode.OVERLOADED, ErrorCode.HOST_CLOSED);

  private static final List<ActorId> ACTORS =
      Stream.of("a", "b", "c").map(name -> ActorId.named("sys", name)).toList();

  private final Random random;
  private final boolean durable;
  private final boolean harsh;
  private final boolean outcomesGetLost;
  private final ActorHarness harness;
  private final List<Add> adds = new ArrayList<>();
  private final Map<ActorId, Integer> lastAtHost = new HashMap<>();
  private final Set<FakeHost.HeldCall> seenAtHost = new HashSet<>();
  private int calls;
  private int open;

  /** An add, and what its caller was told about it. */
  private static final class Add {
    final ActorId actor;
    final String id;
    boolean acknowledged;
    boolean mustNotBeKept;

    Add(ActorId actor, String id) {
      this.actor = actor;
      this.id = id;
    }
  }

  /**
   * @param harsh whether there are other writers, and stores that stay away for longer than the
   *     actors are patient
   */
  Simulation(long seed, Durability durability, boolean harsh) {
    this.random = new Random(seed);
    this.durable = durability == Durability.ACKNOWLEDGED;
    this.harsh = harsh;
    this.outcomesGetLost = random.nextBoolean();
    this.harness =
        new ActorHarness(
            type("counter").actions("add", "read").build(),
            ActorHarness.config(durability, 8, 100_000),
            20,
            2 + random.nextInt(2));
    harness.holdLoads();
  }

  void run() {
    int steps = 50 + random.nextInt(150);
    for (int i = 0; i < steps; i++) {
      step();
      checkHost();
    }
    finish();
    checkStore();
  }

  private void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> send();
      case 5, 6, 7 -> answer();
      case 8, 9, 10, 11 -> harness.loop().runOne();
      case 12 -> harness.loop().drain();
      case 13, 14 -> load();
      case 15, 16 -> commit();
      case 17 -> pass(1 + random.nextInt(300));
      case 18 -> {
        if (harsh && random.nextInt(4) == 0) {
          writeBehindTheBack();
        } else if (random.nextInt(3) == 0) {
          pass(random.nextInt(12_000));
        }
      }
      default -> harness.supervisor().relieve(random.nextDouble());
    }
  }

  // --- what happens

  private void send() {
    ActorId actor = ACTORS.get(random.nextInt(ACTORS.size()));
    int number = calls++;
    boolean isAdd = random.nextInt(3) > 0;
    TestInvocation call =
        harness.invocation(actor, isAdd ? "add" : random.nextBoolean() ? "read" : "get");
    call.input(String.valueOf(number));
    if (random.nextInt(4) == 0) {
      call.timeoutMillis(1 + random.nextInt(500));
    }
    if (random.nextInt(5) == 0) {
      call.async();
    }
    Add add = new Add(actor, String.valueOf(number));
    if (isAdd) {
      adds.add(add);
    }
    open++;
    call.onReply(reply -> onReply(add, reply)).sendOnly();
  }

  private void onReply(Add add, Reply reply) {
    open--;
    switch (reply) {
      case Reply.Completed(Payload output) -> {
        add.acknowledged = true;
        if (durable) {
          assertThat(stored(add.actor)).containsAll(idsIn(TextAny.textOf(output)));
        }
      }
      case Reply.Failed(Failure failure) ->
          add.mustNotBeKept =
              NOTHING_KEPT.contains(failure.code())
                  || (failure.code() == ErrorCode.FENCED && !outcomesGetLost);
      case Reply.Accepted _ -> {}
    }
  }

  private void answer() {
    List<FakeHost.HeldCall> held = harness.host().held();
    if (!held.isEmpty()) {
      answer(held.get(random.nextInt(held.size())), random.nextInt(8));
    }
  }

  private static void answer(FakeHost.HeldCall call, int how) {
    if (how == 0) {
      call.fails(ErrorCode.HOST_CLOSED);
    } else if (call.request().action().equals("add")) {
      call.returns(call.stateText() + call.inputText() + ",");
    } else {
      call.returns(call.stateText());
    }
  }

  private void load() {
    boolean fails = random.nextInt(5) == 0;
    if (fails) {
      harness.state().store().becomeUnreadable(new StoreUnavailableException("simulated"));
    }
    harness.state().load();
    harness.state().store().comeUp();
  }

  private void commit() {
    switch (random.nextInt(6)) {
      case 0 -> harness.state().store().failNext(Fault.UNAVAILABLE);
      case 1 -> {
        if (outcomesGetLost) {
          harness.state().store().failNext(Fault.STORED_BUT_UNAVAILABLE);
        }
      }
      default -> {}
    }
    harness.state().commit();
  }

  private void pass(long millis) {
    // Where no save may fail for good, the store comes back before patience ends.
    harness.loop().time().advanceMillis(harsh ? millis : Math.min(millis, 20));
    harness.loop().wheel().advance();
  }

  private void writeBehindTheBack() {
    ActorId actor = ACTORS.get(random.nextInt(ACTORS.size()));
    Add add = new Add(actor, "other" + calls++);
    add.acknowledged = true;
    adds.add(add);
    String state = Stream.concat(stored(actor).stream(), Stream.of(add.id)).collect(joining(","));
    harness
        .state()
        .writeBehindTheBack(
            actor, new ActorStateMessage(Map.of(), TextAny.of(state + ",")).toByteArray());
  }

  // --- the end

  /** Ends the faults and runs all parts until nothing is left to do. */
  private void finish() {
    CompletableFuture<Void> drained = null;
    for (int i = 0; open > 0 || drained == null || !drained.isDone(); i++) {
      assertThat(i).as("rounds until %d calls are answered", open).isLessThan(20_000);
      harness.drain();
      while (harness.state().hasLoads()) {
        harness.load();
      }
      List.copyOf(harness.host().held()).forEach(call -> answer(call, 1));
      checkHost();
      harness.commit();
      harness.loop().advance(10);
      if (open == 0 && drained == null && harness.inFlight().count() == 0) {
        drained = harness.supervisor().drain(Deadline.in(0, harness.loop().time()));
      }
    }
    assertThat(harness.supervisor().activations()).isZero();
    assertThat(harness.inFlight().count()).isZero();
  }

  // --- what must be true

  /** One turn of an actor at a time, in the order of the calls, none of them twice. */
  private void checkHost() {
    Set<ActorId> busy = new HashSet<>();
    for (FakeHost.HeldCall call : harness.host().held()) {
      ActorId actor = call.request().actor();
      assertThat(busy.add(actor)).as("%s has one turn at a time", actor).isTrue();
      if (seenAtHost.add(call)) {
        int number = Integer.parseInt(call.inputText());
        assertThat(number).isGreaterThan(lastAtHost.getOrDefault(actor, -1));
        lastAtHost.put(actor, number);
      }
    }
  }

  private void checkStore() {
    for (ActorId actor : ACTORS) {
      assertThat(stored(actor)).doesNotHaveDuplicates();
    }
    for (Add add : adds) {
      List<String> stored = stored(add.actor);
      if (add.acknowledged) {
        assertThat(stored).as("acknowledged adds of %s", add.actor).contains(add.id);
      }
      if (add.mustNotBeKept) {
        assertThat(stored).as("failed adds of %s", add.actor).doesNotContain(add.id);
      }
    }
  }

  private List<String> stored(ActorId actor) {
    byte[] bytes = harness.state().stored(actor);
    try {
      return bytes == null
          ? List.of()
          : idsIn(TextAny.textOf(ActorStateMessage.read(ByteString.copyFrom(bytes)).state()));
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> idsIn(String state) {
    return state.isEmpty() ? List.of() : List.of(state.split(","));
  }
}
