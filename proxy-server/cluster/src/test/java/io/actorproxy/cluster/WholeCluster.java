package io.actorproxy.cluster;

import static io.actorproxy.definition.TypeBuilder.type;
import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.definition.ActorType;
import io.actorproxy.delivery.SharedMessages;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.state.FakeSnapshotStore;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whole members in one thread, with their links, their store, their hosts and their time; all that
 * happens follows from a seed. Knows what clients were told and what hosts have run, and checks it
 * against what is promised.
 */
final class WholeCluster {
  /** A turn at a host, which continues whatever happens to the member. */
  record Turn(long begin, long end, Identity epoch, WholeMember member) {}

  private record LastTurn(WholeMember member, long version) {}

  static final int ACTORS = 8;
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);
  private static final Set<ErrorCode> HAS_NOT_RUN =
      EnumSet.of(
          ErrorCode.MAILBOX_FULL,
          ErrorCode.OVERLOADED,
          ErrorCode.DRAINING,
          ErrorCode.ALREADY_ACTIVE_ELSEWHERE,
          ErrorCode.MEMBER_UNREACHABLE,
          ErrorCode.HOST_LACKS_TYPE,
          ErrorCode.ACTOR_NOT_FOUND);

  private static final int LONGEST_TURN_MILLIS = 4_500;
  static final int LATE_MILLIS = 1_000;

  private final boolean tracing;
  private final VirtualTime time;
  private final SplittableRandom random;
  private final WholeMutant mutant;
  private final SimulatedStore store;
  private final FakeSnapshotStore states = new FakeSnapshotStore();
  private final SharedMessages messages;
  private final SimulatedLinks links;
  private final List<WholeMember> members = new ArrayList<>();
  private final Map<Long, WholeMember> memberOf = new HashMap<>();
  private final Set<Long> unfenced = new TreeSet<>();
  private final Map<Promise, List<String>> violations = new EnumMap<>(Promise.class);

  private final Map<String, WholeCall> calls = new HashMap<>();
  private final List<List<String>> acknowledged = new ArrayList<>();
  private final List<List<Turn>> turns = new ArrayList<>();
  private final @Nullable LastTurn[] lastTurns = new LastTurn[ACTORS];
  private final long[] busyMillis = new long[ACTORS];
  private final Map<String, byte[]> saved = new HashMap<>();
  private int savesSeen;

  private boolean hadFault;
  private boolean losesAnswers;
  private boolean hasLostAnswers;
  private long healedAt = Long.MAX_VALUE / 2;
  private int turnCount;
  private int answered;
  private int failed;
  private int overlaps;
  private int delivered;

  WholeCluster(long seed, WholeMutant mutant, int end, boolean tracing) {
    this.tracing = tracing;
    this.mutant = mutant;
    this.time = new VirtualTime(end);
    this.random = new SplittableRandom(seed);
    this.store =
        new SimulatedStore(
            time::now,
            random.split(),
            ClusterStore.SLOTS_OF_A_GROUP,
            _ -> new SlotId("", 0),
            promise -> violate(promise, "in the store"),
            this::onFence);
    this.messages =
        new SharedMessages(
            states.messages(),
            epoch -> store.hasMember(epoch) || mutant == WholeMutant.CLAIMS_OUTLIVE_THEIR_MEMBER);
    this.links = new SimulatedLinks(time, random.split(), mutant::sent);
    for (int i = 0; i < ACTORS; i++) {
      acknowledged.add(new ArrayList<>());
      turns.add(new ArrayList<>());
    }
  }

  static List<ActorType> types() {
    return IntStream.range(0, ACTORS)
        .mapToObj(i -> type(nameOf(i)).actions("add", "read").build())
        .toList();
  }

  static String nameOf(int actor) {
    return "a" + actor;
  }

  static ActorId idOf(int actor) {
    return ActorId.named("sys", nameOf(actor));
  }

  private static int indexOf(ActorId actor) {
    return Integer.parseInt(actor.name().substring(1));
  }

  /** What a message adds that a turn sends which adds {@code what}. */
  static String messageOf(String what) {
    return "m" + what;
  }

  private static boolean isMessage(String what) {
    return what.startsWith("m");
  }

  // --- the parts

  VirtualTime time() {
    return time;
  }

  long now() {
    return time.now();
  }

  SimulatedStore store() {
    return store;
  }

  FakeSnapshotStore states() {
    return states;
  }

  SharedMessages messages() {
    return messages;
  }

  SimulatedLinks links() {
    return links;
  }

  WholeMutant mutant() {
    return mutant;
  }

  boolean losesAnswers() {
    return losesAnswers;
  }

  WholeMember startMember() {
    WholeMember member = new WholeMember(this, members.size() + 1, random.split());
    members.add(member);
    trace(() -> "starts: " + member);
    member.start();
    return member;
  }

  /** Those that have not ended. */
  List<WholeMember> up() {
    return members.stream().filter(WholeMember::isUp).toList();
  }

  /** Those that clients call. */
  List<WholeMember> serving() {
    return members.stream().filter(one -> one.isUp() && !one.isLeaving).toList();
  }

  void onJoined(WholeMember member, Identity me) {
    memberOf.put(me.epoch(), member);
    unfenced.add(me.epoch());
  }

  private void onFence(Identity fenced) {
    trace(() -> "is fenced: " + memberOf.get(fenced.epoch()));
    if (!hadFault) {
      violate(Promise.NO_HEALTHY_MEMBER_IS_FENCED, "epoch " + fenced.epoch());
    }
  }

  /** Saves are refused from now on of all whose row is gone, as in one database. */
  void fenceInStates() {
    if (mutant != WholeMutant.SAVES_ARE_NOT_FENCED) {
      unfenced.removeIf(
          epoch -> {
            boolean isGone = !store.hasMember(epoch);
            if (isGone) {
              states.fence(epoch);
            }
            return isGone;
          });
    }
  }

  // --- faults

  void onFault() {
    hadFault = true;
  }

  void loseAnswers() {
    losesAnswers = true;
    hasLostAnswers = true;
  }

  void heal() {
    losesAnswers = false;
    healedAt = now();
    trace(() -> "all is healed");
  }

  // --- calls

  void call(int actor, boolean isRead, boolean hasKey, @Nullable String receiver) {
    List<WholeMember> open =
        serving().stream().filter(member -> !member.machine.isPaused()).toList();
    if (open.isEmpty()) {
      return;
    }
    WholeCall call =
        new WholeCall(
            this,
            Integer.toString(calls.size()),
            actor,
            isRead,
            hasKey,
            receiver,
            acknowledged.get(actor).size(),
            busyMillis[actor]);
    calls.put(call.id, call);
    open.get(random.nextInt(open.size())).call(call);
  }

  /** A member has read a call. */
  void onRead(WholeCall call) {
    time.in(WholeCall.DEADLINE + LATE_MILLIS, () -> checkIsOver(call));
  }

  void onReply(WholeCall call, Reply reply) {
    trace(() -> "replied: " + call + ": " + reply);
    boolean isFirst = call.end();
    switch (reply) {
      case Reply.Completed(Payload output) -> {
        answered++;
        onCompleted(call, idsIn(TextAny.textOf(output)));
      }
      case Reply.Failed(Failure failure) -> {
        failed++;
        if (isFirst) {
          onFailed(call, failure);
        }
      }
      case Reply.Accepted _ -> throw new AssertionError("no call is asynchronous");
    }
  }

  private void onCompleted(WholeCall call, List<String> output) {
    List<String> known = acknowledged.get(call.actor);
    if (!new HashSet<>(output).containsAll(known.subList(0, call.acknowledgedBefore))) {
      violate(Promise.READS_ARE_NOT_STALE, call.toString());
    }
    if (!call.isRead) {
      if (!stored(call.actor).contains(call.id)) {
        violate(Promise.NO_SAVE_IS_LOST, call + " is answered before it is saved");
      }
      known.add(call.id);
    }
  }

  private void onFailed(WholeCall call, Failure failure) {
    if (HAS_NOT_RUN.contains(failure.code())) {
      call.hasNotRun = true;
      if (call.begun > 0) {
        violate(Promise.NEVER_RAN_IS_TRUE, call + ": " + failure);
      }
    }
    call.isRefused = failure.code() == ErrorCode.FENCED && !hasLostAnswers && !call.hasKey;
    // Turns of others may take all of its time.
    boolean isSlow =
        failure.code() == ErrorCode.DEADLINE
            && busyMillis[call.actor] - call.busyBefore > WholeCall.DEADLINE / 3;
    if (!hadFault && !isSlow) {
      violate(Promise.PLANNED_MOVES_FAIL_NO_CALL, call + ": " + failure);
    } else if (call.born > healedAt + WholeScenario.SETTLING_MILLIS && !isSlow) {
      violate(Promise.NO_CALL_IS_STUCK, call + ": " + failure);
    }
  }

  /** A process that stands still answers nothing. */
  private void checkIsOver(WholeCall call) {
    WholeMember member = call.member();
    if (!call.isOver() && member != null && now() - member.machine.pausedUntil() > LATE_MILLIS) {
      violate(Promise.EVERY_CALL_IS_ANSWERED, call.toString());
    }
  }

  // --- turns

  /** A turn of an actor waits for a connection to the host, and all its calls with it. */
  void onWait(ActorId actor, int millis) {
    busyMillis[indexOf(actor)] += millis;
  }

  Turn beginTurn(WholeMember member, ActorInvocation request) {
    int actor = indexOf(request.actor());
    turnCount++;
    Identity identity = member.identity();
    Identity me = identity == null ? Identity.NONE : identity;
    Supplier<String> where =
        () -> request.actor().name() + " " + TextAny.textOf(request.payload()) + " at " + member;
    trace(() -> "begins: " + where.get());
    checkCall(TextAny.textOf(request.payload()).split(">", 2)[0]);
    if (!store.isMember(me)) {
      violate(Promise.NO_TURN_OF_THE_FENCED, where.get());
    }
    List<Turn> running = turns.get(actor);
    running.removeIf(turn -> turn.end <= now());
    for (Turn older : running) {
      overlaps++;
      if (!store.wasFenced(older.epoch)) {
        violate(Promise.TURNS_DO_NOT_OVERLAP, where.get() + " with one of " + older.member);
      }
    }
    for (WholeMember other : members) {
      if (other != member && other.mayStart(request.actor())) {
        violate(Promise.ONE_MAY_START, where.get() + " and " + other);
      }
    }
    checkActorEpoch(member, actor, request, where);
    int millis = lengthOfTurn();
    busyMillis[actor] += millis;
    trace(() -> "  for " + millis + " ms");
    Turn turn = new Turn(now(), now() + millis, me, member);
    running.add(turn);
    return turn;
  }

  private void checkCall(String what) {
    WholeCall call = calls.get(what);
    if (call != null) {
      call.begun++;
      if (call.hasNotRun) {
        violate(Promise.NEVER_RAN_IS_TRUE, call.toString());
      }
      if (call.begun > 1 && !call.hasKey) {
        violate(Promise.CALLS_RUN_ONCE, call.toString());
      }
    }
  }

  private void checkActorEpoch(
      WholeMember member, int actor, ActorInvocation request, Supplier<String> where) {
    long version = Long.parseLong(request.metadata().getOrDefault(Metadata.ACTOR_EPOCH, "0"));
    LastTurn last = lastTurns[actor];
    if (last != null
        && (version < last.version || version == last.version && member != last.member)) {
      violate(Promise.ACTOR_EPOCHS_GROW, where.get());
    }
    lastTurns[actor] = new LastTurn(member, version);
  }

  /** Most turns are short, some long; among faults a few are longer than a lease. */
  private int lengthOfTurn() {
    return switch (random.nextInt(100)) {
      case 0 ->
          hadFault && now() < healedAt
              ? 2_500 + random.nextInt(LONGEST_TURN_MILLIS - 2_500)
              : 1_000;
      case 1, 2, 3, 4, 5, 6 -> 200 + random.nextInt(600);
      default -> 1 + random.nextInt(10);
    };
  }

  // --- saves

  /** Looks at what was saved since the last time. */
  void checkSaves(WholeMember by) {
    List<List<Save>> transactions = states.transactions();
    while (savesSeen < transactions.size()) {
      transactions.get(savesSeen++).forEach(save -> checkSave(save, by));
    }
  }

  private void checkSave(Save save, WholeMember by) {
    Snapshot now = states.stored(save.key());
    long next = save.expectedRevision() + 1;
    trace(
        () ->
            "%s saves %d of %s, where now is %d"
                .formatted(by, next, save.key().name(), now == null ? 0 : now.revision()));
    if (now == null || now.revision() != next) {
      return;
    }
    byte[] before = saved.putIfAbsent(save.key().name() + " " + next, now.state());
    if (before == null) {
      if (Arrays.equals(now.state(), save.state()) && !store.isMember(save.member())) {
        violate(Promise.NO_SAVE_WITHOUT_FENCE_ROW, save.toString());
      }
    } else if (!Arrays.equals(before, now.state())) {
      violate(Promise.ONE_SAVE_FOR_EACH_REVISION, save.toString());
    }
  }

  private List<String> stored(int actor) {
    Snapshot snapshot = states.stored(idOf(actor).key());
    if (snapshot == null) {
      return List.of();
    }
    try {
      return idsIn(
          TextAny.textOf(ActorStateMessage.read(ByteString.copyFrom(snapshot.state())).state()));
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> idsIn(String state) {
    return state.isEmpty() ? List.of() : List.of(state.split(","));
  }

  // --- the end

  void checkEnd() {
    try {
      var left = states.messages().list(ALL, false, Optional.empty(), 1_000);
      left.forEach(message -> violate(Promise.NO_MESSAGE_IS_STUCK, message.toString()));
      states
          .messages()
          .list(ALL, true, Optional.empty(), 1_000)
          .forEach(message -> violate(Promise.NO_MESSAGE_IS_LOST, "dead: " + message));
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
    for (int actor = 0; actor < ACTORS; actor++) {
      checkEnd(actor, stored(actor));
    }
  }

  private void checkEnd(int actor, List<String> ids) {
    Set<String> seen = new HashSet<>();
    for (String id : ids) {
      if (!seen.add(id)) {
        violate(
            isMessage(id) ? Promise.MESSAGES_COUNT_ONCE : Promise.CALLS_RUN_ONCE,
            id + " is twice in the state of " + nameOf(actor));
      }
      WholeCall call = calls.get(id);
      if (call != null && (call.hasNotRun || call.isRefused)) {
        violate(
            call.hasNotRun ? Promise.NEVER_RAN_IS_TRUE : Promise.REFUSED_SAVES_LEAVE_NOTHING,
            call.toString());
      }
    }
    for (String id : acknowledged.get(actor)) {
      if (!seen.contains(id)) {
        violate(Promise.NO_SAVE_IS_LOST, requireNonNull(calls.get(id)).toString());
      }
    }
    for (int sender = 0; sender < ACTORS; sender++) {
      checkMessages(sender, actor, ids);
    }
  }

  private void checkMessages(int sender, int receiver, List<String> received) {
    List<String> sent =
        stored(sender).stream()
            .filter(calls::containsKey)
            .map(id -> requireNonNull(calls.get(id)))
            .filter(call -> nameOf(receiver).equals(call.receiver))
            .map(call -> messageOf(call.id))
            .distinct()
            .toList();
    List<String> arrived =
        received.stream()
            .filter(WholeCluster::isMessage)
            .filter(id -> requireNonNull(calls.get(id.substring(1))).actor == sender)
            .distinct()
            .toList();
    delivered += arrived.size();
    String between = nameOf(sender) + " to " + nameOf(receiver) + ": ";
    sent.stream()
        .filter(id -> !arrived.contains(id))
        .forEach(id -> violate(Promise.NO_MESSAGE_IS_LOST, between + id));
    arrived.stream()
        .filter(id -> !sent.contains(id))
        .forEach(id -> violate(Promise.EFFECTS_HAVE_THEIR_SAVE, between + id));
    if (!arrived.equals(sent.stream().filter(arrived::contains).toList())) {
      violate(Promise.MESSAGES_KEEP_THEIR_ORDER, between + arrived);
    }
  }

  void violate(Promise promise, String what) {
    trace(() -> "BROKEN: " + promise.sentence() + ": " + what);
    violations.computeIfAbsent(promise, _ -> new ArrayList<>()).add("at " + now() + " ms: " + what);
  }

  void trace(Supplier<String> what) {
    if (tracing) {
      System.out.printf("%6d %s%n", now(), what.get());
    }
  }

  Outcome outcome() {
    return new Outcome(
        violations,
        turnCount,
        store.moves(),
        answered,
        failed,
        links.forwarded(),
        delivered,
        overlaps);
  }

  /**
   * What a run has shown.
   *
   * @param forwarded how many calls went to another member
   * @param delivered how many messages have arrived
   * @param overlaps how many turns began beside one of a fenced member
   */
  record Outcome(
      Map<Promise, List<String>> violations,
      int turns,
      int moves,
      int answered,
      int failed,
      int forwarded,
      int delivered,
      int overlaps) {}
}
