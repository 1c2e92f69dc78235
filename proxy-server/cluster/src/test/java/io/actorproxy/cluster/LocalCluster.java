package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in one thread: processes, their links, their store and their time. Everything that
 * happens follows from a seed, so that a run can be repeated. Checks what is promised whenever a
 * turn begins or ends, and at the end.
 */
final class LocalCluster {
  /** A turn at a host, which continues whatever happens to the process that asked for it. */
  private record Turn(long begin, long end, Identity epoch) {}

  private record Takeover(SimulatedProcess from, long since) {}

  private record LastTurn(long owner, long version) {}

  private static final int ACTORS = 24;
  private static final int SLOTS_OF_A_GROUP = 6;
  private static final int LONGEST_TURN_MILLIS = 4_500;

  /** How long after a turn in snapshot mode its state is saved. */
  static final int SAVED_WITHIN_MILLIS = 1_000;

  private static final int LATE_MILLIS = 1_000;

  /** How long after the store went back members may still believe what it lost. */
  static final long UNNOTICED_MILLIS = 3_500;

  /** How long after its own fault a process may still be fenced: a heartbeat may hang so long. */
  private static final long FENCED_WITHIN_MILLIS = 2_500;

  private final boolean tracing;
  private final VirtualTime time;
  private final SplittableRandom random;
  private final Mutation mutation;
  private final SimulatedPlacement placement;
  private final SimulatedStore store;
  private final List<String> apps;
  private final List<SimulatedProcess> processes = new ArrayList<>();
  private final Map<Long, SimulatedProcess> processByEpoch = new HashMap<>();
  private final List<ActorId> ids = new ArrayList<>();
  private final Map<String, Integer> versionOfApp = new HashMap<>();
  private final List<TypeName> typeOfActor = new ArrayList<>();
  private final List<List<Turn>> turns = new ArrayList<>();
  private final @Nullable LastTurn[] lastTurns = new LastTurn[ACTORS];
  private final long[] acknowledged = new long[ACTORS];
  private final long[] lostAt = new long[ACTORS];
  private final long[] unservedAt = new long[ACTORS];
  private final long[] begunAt = new long[ACTORS];
  private final long[] endedAt = new long[ACTORS];
  private final Map<Promise, List<String>> violations = new EnumMap<>(Promise.class);
  private final Map<SlotId, Long> versions = new HashMap<>();
  private final List<Runnable> onStoreBack = new ArrayList<>();

  private final Map<SlotId, Takeover> takeovers = new HashMap<>();
  private final List<Long> takeoverMillis = new ArrayList<>();
  private final List<Long> waits = new ArrayList<>();

  private boolean storeAway;
  private long storeAwayAt = -UNNOTICED_MILLIS;
  private long storeBackAt = -UNNOTICED_MILLIS;
  private boolean losesAnswers;
  private long lostAnswersAt = -UNNOTICED_MILLIS;
  private boolean hadFault;
  private boolean hasLastingCut;
  private long wentBackAt = -UNNOTICED_MILLIS;
  private long healedAt = Long.MAX_VALUE / 2;
  private int turnCount;
  private int answered;
  private int loads;
  private int statesHandedOver;
  private int failed;
  private final Map<ErrorCode, Integer> failures = new EnumMap<>(ErrorCode.class);

  LocalCluster(long seed, int appCount, Mutation mutation, boolean tracing) {
    this.tracing = tracing;
    this.time = new VirtualTime(ClusterScenario.END);
    this.random = new SplittableRandom(seed);
    this.mutation = mutation;
    this.placement = SimulatedPlacement.ofSeed(seed);
    this.store =
        mutation
            .store()
            .make(
                time::now,
                random.split(),
                SLOTS_OF_A_GROUP,
                this::storedSlotOf,
                promise -> violate(promise, ""),
                this::checkFence);
    this.apps = List.of("a", "b").subList(0, appCount);
    for (int actor = 0; actor < ACTORS; actor++) {
      ids.add(ActorId.named("system", "actor-" + actor));
      typeOfActor.add(AppVersion.typeOf(actor, appCount));
      turns.add(new ArrayList<>());
    }
  }

  // --- the world

  VirtualTime time() {
    return time;
  }

  long now() {
    return time.now();
  }

  SplittableRandom random() {
    return random;
  }

  Mutation mutation() {
    return mutation;
  }

  SimulatedPlacement placement() {
    return placement;
  }

  SimulatedStore store() {
    return store;
  }

  List<String> apps() {
    return apps;
  }

  List<SimulatedProcess> processes() {
    return processes;
  }

  private List<SimulatedProcess> up() {
    return processes.stream().filter(SimulatedProcess::isUp).toList();
  }

  List<SimulatedProcess> up(String app) {
    return processes.stream().filter(p -> p.isUp() && !p.isLeaving && p.app.equals(app)).toList();
  }

  int actorCount() {
    return ACTORS;
  }

  ActorId idOf(int actor) {
    return ids.get(actor);
  }

  TypeName typeOf(int actor) {
    return typeOfActor.get(actor);
  }

  /** The slot of an actor in a group of its type. */
  SlotId slotOf(int actor, String group) {
    return new SlotId(group, actor / 3 % SLOTS_OF_A_GROUP);
  }

  /** As the store knows it. */
  SlotId storedSlotOf(int actor) {
    String group = store.groupOf(typeOf(actor));
    return slotOf(actor, group == null ? "" : group);
  }

  /** Most messages take some milliseconds, some much longer. */
  long latency() {
    return switch (random.nextInt(100)) {
      case 0 -> 200 + random.nextInt(1_000);
      case 1, 2, 3 -> 20 + random.nextInt(200);
      default -> 1 + random.nextInt(3);
    };
  }

  /** The version of an app that is started from now on. */
  void deploy(String app, int version) {
    versionOfApp.put(app, version);
  }

  int versionOf(String app) {
    return versionOfApp.getOrDefault(app, 0);
  }

  SimulatedProcess startProcess(String app) {
    var types = AppVersion.types(app, apps.size(), versionOf(app));
    var process = new SimulatedProcess(this, processes.size(), app, types, random.split());
    processes.add(process);
    process.cluster.start("mark");
    process.outbox.start();
    return process;
  }

  /** For the run of one seed: prints what happens. */
  void trace(Supplier<String> text) {
    if (tracing) {
      System.out.println(now() + " ms: " + text.get());
    }
  }

  void onJoined(SimulatedProcess process, Identity me) {
    process.memberSince = Math.min(process.memberSince, now());
    trace(() -> process + " joins as epoch " + me.epoch());
    processByEpoch.put(me.epoch(), process);
  }

  @Nullable SimulatedProcess processOf(long epoch) {
    return processByEpoch.get(epoch);
  }

  boolean isStoreAway() {
    return storeAway;
  }

  void whenStoreIsBack(Runnable task) {
    onStoreBack.add(task);
  }

  void setStoreAway(boolean away) {
    boolean wasAway = storeAway;
    if (away && !wasAway) {
      storeAwayAt = now();
    }
    storeAway = away;
    if (!away) {
      storeBackAt = wasAway ? now() : storeBackAt;
      List.copyOf(onStoreBack).forEach(Runnable::run);
      onStoreBack.clear();
    }
  }

  boolean losesAnswers() {
    return losesAnswers;
  }

  void setLosesAnswers(boolean loses) {
    if (losesAnswers) {
      lostAnswersAt = now();
    }
    losesAnswers = loses;
  }

  /** From now on calls may fail. */
  void onFault() {
    hadFault = true;
  }

  /** What was acknowledged since the state it went back to is lost. */
  void storeGoesBack() {
    store.goBack();
    wentBackAt = now();
    versions.clear();
    processes.forEach(process -> process.actors.onStoreWentBack());
    for (int actor = 0; actor < ACTORS; actor++) {
      acknowledged[actor] = Math.min(acknowledged[actor], store.state(actor).value());
    }
  }

  private boolean hasJustGoneBack() {
    return now() < noticedAt();
  }

  /** When the last member finds that the store went back: not while it is away. */
  private long noticedAt() {
    boolean wasAway = storeAwayAt < wentBackAt + UNNOTICED_MILLIS && storeBackAt > wentBackAt;
    return (wasAway ? storeBackAt : wentBackAt) + UNNOTICED_MILLIS;
  }

  /** Two processes never reach each other again. What one calls at the other may wait for ever. */
  void cutForGood(SimulatedProcess one, SimulatedProcess other) {
    one.cutForGood.add(other.number);
    hasLastingCut = true;
  }

  boolean hasLastingCut() {
    return hasLastingCut;
  }

  void heal() {
    processes.forEach(SimulatedProcess::heal);
    setStoreAway(false);
    setLosesAnswers(false);
    healedAt = now();
    trace(() -> "all is healed");
  }

  // --- calls

  /** A client calls an actor, at any process that runs. */
  void call(int actor, boolean isRead, boolean mayRunTwice) {
    call(new Call(actor, isRead, mayRunTwice, now(), acknowledged[actor]));
  }

  private void call(Call call) {
    List<SimulatedProcess> open =
        processes.stream().filter(p -> p.isRunning() && !p.isLeaving).toList();
    if (open.isEmpty()) {
      time.in(50, () -> call(call));
    } else {
      time.at(call.deadline() + LATE_MILLIS, () -> checkIsOver(call));
      boolean isLoyal = placement.hasLoyalClients() && random.nextInt(8) != 0;
      open.get(isLoyal ? call.actor % open.size() : random.nextInt(open.size())).ingress.call(call);
    }
  }

  /** A save is acknowledged, unless the store has gone back since. */
  void onSaved(Call call, long savedAt) {
    if (savedAt >= wentBackAt) {
      acknowledged[call.actor]++;
    }
  }

  /** In snapshot mode: the turn is not saved yet. Answers whether it counts. */
  boolean onAcknowledged(Call call, Identity me) {
    if (!store.isMember(me) && !hasJustGoneBack()) {
      violate(Promise.NO_REPLY_OF_THE_FENCED, "actor " + call.actor);
    }
    if (!hasJustGoneBack()) {
      acknowledged[call.actor]++;
    }
    return !hasJustGoneBack();
  }

  /** Every fourth actor is in snapshot mode: its state is saved a while after its turns. */
  boolean isSavedLater(int actor) {
    return actor % 4 == 3;
  }

  /**
   * Turns of an actor that were acknowledged are lost. In a process that runs and reaches the store
   * each was saved in time.
   */
  void loseUnsaved(SimulatedProcess process, int actor, int turns, long since) {
    acknowledged[actor] -= turns;
    lostAt[actor] = now();
    boolean isTroubled =
        hadFault
            && (now() - process.troubledAt() < 2 * UNNOTICED_MILLIS
                || storeAway
                || now() - storeBackAt < UNNOTICED_MILLIS
                || losesAnswers
                || hasJustGoneBack());
    if (!isTroubled && now() - since > SAVED_WITHIN_MILLIS + LONGEST_TURN_MILLIS + LATE_MILLIS) {
      violate(Promise.LITTLE_IS_LOST, "actor " + actor + " at " + process);
    }
  }

  void onLoad() {
    loads++;
  }

  void onStateHandedOver() {
    statesHandedOver++;
  }

  void onRead(Call call, Identity me, long value) {
    if (!store.isMember(me) && !hasJustGoneBack()) {
      violate(Promise.NO_REPLY_OF_THE_FENCED, "actor " + call.actor);
    }
    if (value < call.acknowledgedBefore
        && !hasJustGoneBack()
        && call.born > wentBackAt
        && call.born > lostAt[call.actor]) {
      violate(Promise.READS_ARE_NOT_STALE, "actor " + call.actor);
    }
  }

  void answer(Call call) {
    if (call.end()) {
      answered++;
    }
  }

  void fail(Call call, ErrorCode failure) {
    if (failure != ErrorCode.UNKNOWN_OUTCOME && !call.isOver()) {
      call.hasNotRun = true;
      if (call.begun > 0) {
        violate(Promise.NEVER_RAN_IS_TRUE, call + " " + failure);
      }
    }
    failures.merge(failure, 1, Integer::sum);
    fail(call);
  }

  /** Whether processes are up that serve the group of the actor, and all have its type. */
  boolean isServed(int actor) {
    List<Long> serving = store.serving(typeOf(actor));
    return !serving.isEmpty()
        && serving.stream()
            .map(processByEpoch::get)
            .allMatch(process -> process != null && process.types.contains(typeOf(actor)));
  }

  /** Whether a turn of the actor may be under way, so that its calls wait. */
  private boolean isSlow(int actor) {
    return now() - begunAt[actor] < LONGEST_TURN_MILLIS + 500;
  }

  /** A call may wait for its deadline if its actor has much to do. */
  void fail(Call call) {
    if (call.end()) {
      failed++;
      boolean isSlow = isSlow(call.actor);
      boolean isServed = isServed(call.actor) && now() - unservedAt[call.actor] > 3_000;
      if (!hadFault && !isSlow && isServed) {
        violate(Promise.PLANNED_MOVES_FAIL_NO_CALL, describe(call));
      } else if (call.born > healedAt + ClusterScenario.SETTLING_MILLIS
          && !isSlow
          && isServed
          && !hasLastingCut) {
        violate(Promise.NO_CALL_IS_STUCK, describe(call));
      }
    }
  }

  /** A process that is dead or stands still answers nothing. */
  private void checkIsOver(Call call) {
    SimulatedProcess process = call.process();
    if (!call.isOver() && process != null) {
      if (process.isUp() && now() - process.troubledAt() > LATE_MILLIS) {
        violate(Promise.EVERY_CALL_IS_ANSWERED, describe(call));
      }
      call.end();
      failed++;
    }
  }

  /** Some turns send a message, to an actor of the type that no deploy withdraws. */
  List<Integer> receiversOf(Call call) {
    return call.message == null && now() < ClusterScenario.LAST_MESSAGE && random.nextInt(6) == 0
        ? List.of(3 * random.nextInt(ACTORS / 3))
        : List.of();
  }

  // --- turns

  /** A turn begins at a host in this moment; answers how long it takes. */
  long beginTurn(SimulatedProcess process, Permit permit, Call call) {
    int actor = call.actor;
    Identity me = permit.member();
    turnCount++;
    call.begun++;
    if (call.hasNotRun) {
      violate(Promise.NEVER_RAN_IS_TRUE, call.toString());
    }
    if (call.begun > 1 && !call.mayRunTwice) {
      violate(Promise.CALLS_RUN_ONCE, call.toString());
    }
    begunAt[actor] = now();
    measure(process, call);
    Supplier<String> where = () -> "actor " + actor + " at " + process;
    boolean isExcused = hasJustGoneBack();
    if (!store.isMember(me) && !isExcused) {
      violate(Promise.NO_TURN_OF_THE_FENCED, where.get());
    }
    List<Turn> running = turns.get(actor);
    running.removeIf(turn -> turn.end <= now());
    for (Turn older : running) {
      boolean isOfLostHistory = older.begin < noticedAt();
      if (!store.wasFenced(older.epoch) && !isOfLostHistory) {
        violate(
            Promise.TURNS_DO_NOT_OVERLAP,
            where.get() + " with one of epoch " + older.epoch.epoch());
      }
    }
    SlotId slot = process.slotOf(actor);
    if (!slot.equals(storedSlotOf(actor)) && !isExcused) {
      violate(Promise.ONE_GROUP_OF_A_TYPE, where.get() + " in " + slot);
    }
    if (!process.types.contains(typeOf(actor))) {
      violate(Promise.TURNS_HAVE_THEIR_TYPE, where.get());
    }
    checkOnlyOneMayStart(process, actor, where);
    checkActorEpoch(permit, actor, where);
    long millis = lengthOfTurn();
    running.add(new Turn(now(), now() + millis, me));
    return millis;
  }

  void endTurn(int actor) {
    endedAt[actor] = now();
  }

  private void measure(SimulatedProcess process, Call call) {
    if (!hadFault && call.message == null && unservedAt[call.actor] < call.born) {
      waits.add(now() - Math.max(call.born, endedAt[call.actor]));
    }
    Takeover takeover = takeovers.get(storedSlotOf(call.actor));
    if (takeover != null && takeover.from != process) {
      takeovers.remove(storedSlotOf(call.actor));
      takeoverMillis.add(now() - takeover.since);
    }
  }

  /** A process dies; how long until another runs its slots is measured. */
  void kill(SimulatedProcess process) {
    Identity me = process.cluster.identity();
    process.actors.loseUnsaved();
    process.die();
    for (Slot slot : store.slots()) {
      if (me != null && slot.owner() == me.epoch()) {
        takeovers.put(slot.id(), new Takeover(process, now()));
      }
    }
  }

  /** Most turns are short, some long, and a few longer than a lease. */
  private long lengthOfTurn() {
    return switch (random.nextInt(100)) {
      case 0 -> 2_500 + random.nextInt(LONGEST_TURN_MILLIS - 2_500);
      case 1, 2, 3, 4, 5, 6 -> 200 + random.nextInt(900);
      default -> 1 + random.nextInt(10);
    };
  }

  private void checkOnlyOneMayStart(SimulatedProcess process, int actor, Supplier<String> where) {
    for (SimulatedProcess other : processes) {
      if (other != process
          && other.isUp()
          && !other.isFrozen()
          && other.permit(actor) != null
          && !hasJustGoneBack()) {
        violate(Promise.ONE_MAY_START, where.get() + " and " + other);
      }
    }
  }

  private void checkActorEpoch(Permit permit, int actor, Supplier<String> where) {
    long owner = permit.member().epoch();
    forgetVersionsThatNobodyKnows();
    LastTurn last = lastTurns[actor];
    if (last != null && !hasJustGoneBack()) {
      if (permit.actorEpoch() < last.version
          || permit.actorEpoch() == last.version && last.owner != owner) {
        violate(Promise.ACTOR_EPOCHS_GROW, where.get());
      }
    }
    lastTurns[actor] = new LastTurn(owner, permit.actorEpoch());
  }

  /**
   * A limit of the protocol: the store has lost versions, no process is left that may know them,
   * and the clock was set back.
   */
  private void forgetVersionsThatNobodyKnows() {
    if (store.givesNumbersAgain()
        && processes.stream().noneMatch(p -> p.isUp() && p.memberSince <= wentBackAt)) {
      Arrays.fill(lastTurns, null);
    }
  }

  // --- at any time, and at the end

  /** A process whose lease ended only because the store was away is not fenced for it. */
  private void checkFence(Identity fenced) {
    SimulatedProcess process = processByEpoch.get(fenced.epoch());
    if (process != null && fenced.equals(process.cluster.identity())) {
      process.actors.loseUnsaved();
    }
    trace(() -> "epoch " + fenced.epoch() + " is fenced: " + process);
    if (process != null
        && process.isUp()
        && fenced.equals(process.cluster.identity())
        && !losesAnswers
        && now() - lostAnswersAt > UNNOTICED_MILLIS
        && !hasJustGoneBack()
        && reachableSince(process.troubledAt()) > FENCED_WITHIN_MILLIS) {
      violate(Promise.NO_HEALTHY_MEMBER_IS_FENCED, process.toString());
    }
  }

  /** How long of the time since then the store was not away, which may have been away once. */
  private long reachableSince(long then) {
    long since = now() - Math.max(then, storeBackAt);
    return then < storeAwayAt ? since + storeAwayAt - then : since;
  }

  /** Checks the slots of the store, and which members may run them. */
  void checkSlots() {
    forgetVersionsThatNobodyKnows();
    for (int actor = 0; actor < ACTORS; actor++) {
      if (!isServed(actor)) {
        unservedAt[actor] = now();
      }
    }
    for (Slot slot : store.slots()) {
      Long before = versions.put(slot.id(), slot.version());
      if (before != null && before > slot.version()) {
        violate(Promise.VERSIONS_GROW, slot.toString());
      }
    }
    for (int actor = 0; actor < ACTORS; actor++) {
      SimulatedProcess first = null;
      for (SimulatedProcess process : processes) {
        if (process.isUp() && !process.isFrozen() && process.permit(actor) != null) {
          if (first != null && !hasJustGoneBack()) {
            violate(Promise.ONE_MAY_START, "actor " + actor + " at " + first + " and " + process);
          }
          first = process;
        }
      }
    }
  }

  /** Takes away the actors that some member may run now, or whose group no member serves. */
  void removeRunnable(Set<Integer> actors) {
    actors.removeIf(
        actor -> {
          return begunAt[actor] == now()
              || !isServed(actor)
              || processes.stream().anyMatch(p -> p.isUp() && p.permit(actor) != null);
        });
  }

  void violate(Promise promise, String what) {
    trace(() -> "BROKEN: " + promise.sentence() + ": " + what);
    violations.computeIfAbsent(promise, _ -> new ArrayList<>()).add("at " + now() + " ms: " + what);
  }

  void checkEnd(Set<Integer> neverRunnable) {
    up().forEach(process -> process.actors.loseUnsaved());
    store
        .movesOf(Math.max(store.membersChangedAt(), healedAt + ClusterScenario.SETTLING_MILLIS))
        .forEach(this::checkRest);
    if (placement.isByView() && !hasLastingCut) {
      store
          .misplaced(placement.of(0))
          .forEach(slot -> violate(Promise.SLOTS_ARE_PLACED, describe(slot)));
    }
    neverRunnable.forEach(
        actor ->
            violate(
                Promise.EVERY_ACTOR_RUNS, "actor " + actor + " " + describe(storedSlotOf(actor))));
    for (Message message : store.messages()) {
      if (!hasLastingCut && !isSlow(message.receiver()) && isServed(message.receiver())) {
        violate(Promise.NO_MESSAGE_IS_STUCK, message + describe(message.receiver()));
      }
    }
    for (int actor = 0; actor < ACTORS; actor++) {
      if (store.state(actor).value() < acknowledged[actor]) {
        violate(Promise.NO_SAVE_IS_LOST, "actor " + actor);
      }
    }
  }

  private void checkRest(SlotId slot, List<Long> moved) {
    long since = Math.max(store.membersChangedAt(), healedAt + ClusterScenario.SETTLING_MILLIS);
    long mostMoves = 2 + (now() - since) / SimulatedPlacement.timings().rest();
    if (moved.size() > mostMoves) {
      violate(Promise.SLOTS_REST, slot + " moved at " + moved);
    }
  }

  private String describe(Call call) {
    return call + describe(call.actor);
  }

  private String describe(int actor) {
    return processes.stream()
        .filter(SimulatedProcess::isUp)
        .map(p -> p.actors.describe(actor))
        .toList()
        .toString();
  }

  private String describe(SlotId id) {
    var text = new StringBuilder();
    store.slots().forEach(slot -> text.append(slot.id().equals(id) ? slot : ""));
    processes.stream()
        .filter(SimulatedProcess::isUp)
        .forEach(p -> text.append("; ").append(p).append(" knows ").append(p.cluster.slot(id)));
    return text.toString();
  }

  Outcome outcome() {
    return new Outcome(
        violations,
        turnCount,
        store.moves(),
        answered,
        failed,
        loads,
        statesHandedOver,
        waits,
        takeoverMillis);
  }

  /**
   * What a run has shown.
   *
   * @param waits before the first fault, how long calls waited for their turn, beyond the turns
   *     before
   * @param takeoverMillis from the death of a process to the first turn elsewhere, for each slot
   */
  record Outcome(
      Map<Promise, List<String>> violations,
      int turns,
      int moves,
      int answered,
      int failed,
      int loads,
      int statesHandedOver,
      List<Long> waits,
      List<Long> takeoverMillis) {}
}
