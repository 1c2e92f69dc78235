package io.actorproxy.delivery;

import io.actorproxy.codec.CallMessage;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.store.StoreFailures;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is in the {@link MessageStore}. The store is the only truth: messages come from it
 * when they are due, and leave it when they are delivered, so that nothing is lost whenever the
 * proxy dies. Thread safe; never blocks its callers.
 *
 * <pre>
 *   with a sender's state ──┐            ┌── done ───── removed, mostly with the receiver's state
 *   accept: async, schedule ┴── claimed ─┤
 *                                 ▲      └── failed ─┬─ tried again after a pause
 *                                 └──────────────────┘└ a dead letter
 * </pre>
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** It may be that this member has just got the slot, or is about to lose it. */
  private static final long MISPLACED_PAUSE_MILLIS = 100;

  private final OutboxConfig config;
  private final MessageRules rules;
  private final StoreTime time;
  private final Custody custody;

  /** Null in a process that works alone. */
  private final @Nullable Placing placing;

  private final NewMessages messages;
  private final Invoker invoker;
  private final MessageWriter writer;
  private final Claims claims;
  private final Pauses pauses;
  private final Stock stock;
  private final FailureLog log;
  private final DeliveryCounters counters = new DeliveryCounters();
  private final UnderWay underWay;
  private final Receivers receivers;
  private final Lanes lanes = new Lanes(this::send);
  private volatile boolean draining;

  /**
   * @param owner whose claims these are
   * @param random draws ids and spreads retries; must be thread safe
   * @param memory what the contents of messages under way are taken from
   */
  public Outbox(
      MessageStore store,
      Owner owner,
      OutboxConfig config,
      MessageRules rules,
      TimeSource machineTime,
      RandomGenerator random,
      MemoryBudget memory,
      Invoker invoker) {
    this.config = config;
    this.rules = rules;
    this.time = new StoreTime(store, machineTime);
    this.custody = Custody.of(store, owner, config, machineTime);
    this.placing =
        custody instanceof MemberCustody member ? new Placing(member, machineTime) : null;
    this.messages = new NewMessages(config, time, custody, placing, random);
    this.invoker = invoker;
    Lock leasing = new ReentrantLock();
    this.writer = new MessageWriter(store, config.capacity(), leasing);
    this.log = new FailureLog(machineTime);
    this.stock = new Stock(store, config.scheduleCapacity(), rules, machineTime);
    this.pauses = new Pauses(config, machineTime, random);
    this.underWay = new UnderWay(config.capacity(), new BytesUnderWay(memory, config.bytesMax()));
    this.receivers =
        new Receivers(
            underWay, config.receiverMax(), config.backoffMaxMillis(), machineTime, this::deliver);
    this.claims = new Claims(store, owner, custody, config, time, this, leasing);
    if (owner instanceof Owner.Member member) {
      member.whenMessagesAreDue(claims::wakeAt);
    }
    store.whenUnreadable(this::onUnreadable);
  }

  /** It was claimed and is dead already, so no shipment is made of it. */
  private void onUnreadable(Message stored, String reason) {
    counters.onUnreadable();
    stock.onDead(stored);
    log.onUnreadable(stored, reason);
  }

  /** Begins to deliver, first of all what an earlier run has left. */
  public void start() {
    writer.start();
    claims.start();
  }

  /**
   * The time of the store, in milliseconds since the epoch, as far as it is known: the same for all
   * processes that share it, whatever their own clocks say. Thread safe, and does not wait.
   */
  public long storeMillis() {
    return time.earliest();
  }

  /** The time by which messages are due. */
  StoreTime time() {
    return time;
  }

  Custody custody() {
    return custody;
  }

  /** Null in a process that works alone. */
  @Nullable Placing placing() {
    return placing;
  }

  MessageWriter writer() {
    return writer;
  }

  Claims claims() {
    return claims;
  }

  // --- how messages come in

  /**
   * Refuses what one turn cannot send.
   *
   * @throws FailureException with SCHEDULING_DISABLED or HOST_REPLY_TOO_LARGE
   */
  public void requireSendable(List<Call> calls) {
    messages.requireSendable(calls);
  }

  /**
   * A message to be stored with the state of the actor that sends it.
   *
   * @param call what it asks for; one that is scheduled is due at its time, or now if that has
   *     passed
   * @param sender messages of one sender to one receiver keep their order
   * @param sequence higher than that of any earlier message of the sender
   */
  public Message effect(Call call, ActorId sender, long sequence) {
    return messages.effect(call, sender, sequence);
  }

  /**
   * Takes room for what a turn sends with its state; {@link #stored}, {@link #lost} or {@link
   * #withdraw} gives it back.
   *
   * @param cause the call that the turn processes; one that takes in a message makes room for
   *     another
   * @throws FailureException with OUTBOX_FULL or DEAD_LETTERS_FULL if there is none
   */
  public void promise(List<Call> calls, Call cause) {
    boolean delivers = cause.delivers() != null;
    Amount leaving =
        new Amount(delivers ? 1 : 0, 0, delivers && cause.origin() == Origin.SCHEDULE ? 1 : 0);
    Failure full = stock.promise(Amount.ofCalls(calls), leaving);
    if (full != null) {
      throw new FailureException(
          full.code(), full.message() + "; the state of the sender is unchanged");
    }
  }

  /** Calls for which room was taken are not sent: they were never given to the store. */
  public void withdraw(List<Call> calls) {
    // Nearly every turn sends nothing, and the stock has a lock that all loops share.
    if (!calls.isEmpty()) {
      stock.withdraw(Amount.ofCalls(calls));
    }
  }

  /** Messages for which room was taken may or may not be stored. */
  public void lost(List<Message> promised) {
    stock.onLost(Amount.of(promised));
  }

  /** Messages for which room was taken have been stored. */
  public void stored(List<Message> promised) {
    stock.onStored(Amount.of(promised));
    onStored(promised);
  }

  private void onStored(List<Message> unclaimed) {
    claims.onStored(placing == null ? unclaimed : placing.onStored(unclaimed));
  }

  /** Whether an asynchronous call is to be stored before it is acknowledged. */
  public boolean isDurable(Call call) {
    return messages.isDurable(call);
  }

  /** Stores an asynchronous call and runs it; {@code replyTo} is called when it is durable. */
  public Storing accept(Call call, ReplyTo replyTo) {
    Message message = messages.claimed(call);
    long claimant = custody.claimantOf(message);
    if (claimant == MessageStore.UNCLAIMED) {
      return leaveToOthers(message, replyTo);
    }
    Shipment shipment = Shipment.toBeStored(this, new Lease(message, claimant, custody), call);
    // Before it is in the store, where an operator or the next claim could find it.
    underWay.add(shipment);
    underWay.takePlace(shipment);
    return add(
        message,
        claimant,
        replyTo,
        () -> {
          shipment.onStored();
          // Before the caller gets its reply, so that its next call comes after this one.
          send(shipment, true);
          replyTo.reply(Reply.ACCEPTED);
        },
        () -> underWay.remove(shipment));
  }

  /**
   * Stores a message that the next claim takes, of this member or of the one that has its actor.
   */
  private Storing leaveToOthers(Message message, ReplyTo replyTo) {
    return add(
        message,
        MessageStore.UNCLAIMED,
        replyTo,
        () -> {
          onStored(List.of(message));
          replyTo.reply(Reply.ACCEPTED);
        },
        () -> {});
  }

  /** Sends a claimed message to its receiver. */
  private void send(Shipment shipment) {
    send(shipment, false);
  }

  /** If too much waits for the receiver, it goes back to the store for a while. */
  private void send(Shipment shipment, boolean isNew) {
    long putOff = receivers.send(shipment, isNew);
    if (putOff > 0 && shipment.tryDrop()) {
      stopLane(shipment, false);
      giveBack(List.of(shipment), rounded(time.earliest() + putOff, putOff));
    }
  }

  /** Those that are put off together are written together. */
  private static long rounded(long until, long putOff) {
    long grid = putOff < 4_000 ? 100 : 1_000;
    return (until + grid - 1) / grid * grid;
  }

  /**
   * Stores a call that runs at its time, or at once if that has passed; {@code replyTo} is called
   * when it is durable.
   */
  public Storing schedule(Call call, ReplyTo replyTo) {
    Failure refusal = messages.scheduleRefusal();
    if (refusal != null) {
      replyTo.reply(new Reply.Failed(refusal));
      return Storing.REFUSED;
    }
    return leaveToOthers(messages.scheduled(call), replyTo);
  }

  /** Hands a message to the store; one of the two callbacks runs, now or later. */
  private Storing add(
      Message message, long owner, ReplyTo replyTo, Runnable onStored, Runnable onFailed) {
    Amount amount = Amount.of(message);
    Failure full = stock.promise(amount, Amount.NONE);
    if (full != null) {
      onFailed.run();
      replyTo.reply(new Reply.Failed(full));
      return Storing.REFUSED;
    }
    MessageWriter.Adding adding =
        new MessageWriter.Adding(
            message,
            owner,
            failure -> {
              if (failure == null) {
                stock.onStored(amount);
                onStored.run();
              } else {
                stock.onLost(amount);
                onFailed.run();
                replyTo.reply(new Reply.Failed(notStored(failure)));
              }
            });
    if (!writer.add(adding)) {
      stock.withdraw(amount);
      onFailed.run();
      replyTo.reply(
          Reply.failed(
              ErrorCode.OVERLOADED,
              "%d messages wait to be stored, which is the limit; raise PROXY_OUTBOX_CAPACITY"
                  .formatted(config.capacity())));
      return Storing.REFUSED;
    }
    return () -> {
      boolean isWithdrawn = adding.withdraw();
      if (isWithdrawn) {
        stock.withdraw(amount);
        onFailed.run();
      }
      return isWithdrawn;
    };
  }

  /** The answer to a transaction may be what was lost. */
  private static Failure notStored(StoreException e) {
    Failure failure = StoreFailures.unavailable(e);
    return new Failure(
        failure.code(), failure.message() + "; the call runs if it is stored all the same");
  }

  // --- how they go out

  /** How many more messages of that kind may be under way. */
  int room(MessageKind kind) {
    return Math.min(underWay.room(kind), receivers.room(kind));
  }

  /** How many messages a lane may have under way. */
  int roomOfLane() {
    return underWay.roomOfLane(receivers.parked());
  }

  BytesUnderWay bytes() {
    return underWay.bytes();
  }

  /**
   * Takes on messages that have just been claimed; no lease may be used meanwhile. One that is
   * under way already has a new lease now.
   *
   * @param owner in whose name they were claimed
   * @return those that are to be sent
   */
  List<Shipment> takeOn(long owner, List<Message> claimed) {
    List<Shipment> fresh = new ArrayList<>();
    List<Shipment> behindEnded = new ArrayList<>();
    Set<Long> blocked = new HashSet<>();
    for (Message message : claimed) {
      Shipment before = underWay.get(message.id());
      if (before != null && before.lease().owner() != owner) {
        forgetEnded();
        before = underWay.get(message.id());
      }
      if (before != null) {
        boolean continues = before.lease().onRenewed(message.dueAt());
        // Its result is still to be stored, and it may be claimed again.
        if ((before.answered() || !continues) && message.lane() != 0) {
          blocked.add(message.lane());
        }
        continue;
      }
      Shipment shipment = shipment(new Lease(message, owner, custody));
      if (shipment != null) {
        underWay.add(shipment);
        (blocked.contains(message.lane()) ? behindEnded : fresh).add(shipment);
      }
    }
    behindEnded.forEach(Shipment::tryDrop);
    giveBack(behindEnded);
    return fresh;
  }

  /** Sends messages to their actors; those of a lane in its order. */
  void send(List<Shipment> fresh) {
    List<Shipment> inLanes = new ArrayList<>();
    for (Shipment shipment : fresh) {
      if (shipment.message().lane() == 0) {
        send(shipment);
      } else {
        inLanes.add(shipment);
      }
    }
    lanes.send(inLanes);
    if (draining) {
      giveBack(lanes.close());
    }
  }

  /**
   * Forgets what was claimed as a member of a cluster, if that membership has ended: its claims
   * count no more, and nothing is written about them.
   */
  void forgetEnded() {
    List<Shipment> ended =
        underWay().stream().filter(shipment -> shipment.lease().hasEnded()).toList();
    for (Shipment shipment : ended) {
      claimLost(shipment.lease());
      shipment.tryDrop();
    }
    ended.forEach(shipment -> lanes.stop(shipment, false));
    leave(ended);
  }

  /**
   * Called by {@link Shipment}: its receiver is another member's. Until the claim is given up it
   * counts as under way.
   */
  void misplaced(Shipment shipment) {
    stopLane(shipment, false);
    ActorId receiver = shipment.receiver();
    boolean isHere = true;
    if (placing != null && receiver != null) {
      isHere = placing.isClaimable(receiver.key());
      if (!isHere) {
        placing.onFound(shipment.id(), receiver.key());
      }
    }
    // This member would claim it again at once.
    giveBack(List.of(shipment), time.earliest() + (isHere ? MISPLACED_PAUSE_MILLIS : 0));
  }

  private @Nullable Shipment shipment(Lease lease) {
    Message message = lease.message();
    try {
      Origin origin = message.kind() == MessageKind.SCHEDULE ? Origin.SCHEDULE : Origin.WORKFLOW;
      return new Shipment(this, lease, CallMessage.read(message.content(), origin));
    } catch (MalformedMessageException e) {
      LOG.error("Expected {} to be readable, but: {}", message, e.getMessage());
      Failure failure = e.failure(ErrorCode.INVALID_REQUEST);
      record(lease, message.attempts() + 1, time.earliest(), Fate.reason(failure), true);
      return null;
    }
  }

  /** Called by {@link Receivers}: there is a place for it. */
  private void deliver(Shipment shipment) {
    Call call = shipment.call().delivering(shipment.id(), Metadata.MESSAGE_ID);
    invoker.invoke(call, Deadline.NONE, shipment);
  }

  /** Called by {@link Shipment}: gives up a lease that has ended; returns whether it is lost. */
  boolean loseIfOver(Lease lease) {
    return lease.loseIfOver(time.latest());
  }

  /** Called by {@link Shipment}: it was dropped, because its lease is over. */
  void lost(Shipment shipment) {
    stopLane(shipment, false);
    leave(shipment);
    claims.wakeAt(time.earliest());
  }

  /** Called by {@link Shipment}: what follows it may go. */
  void ran(Shipment shipment) {
    receivers.leave(shipment);
    claims.onLeft(false);
    if (!draining) {
      lanes.ran(shipment);
    }
  }

  /** Called by {@link Shipment}. */
  void delivered(Shipment shipment, boolean removed) {
    counters.onDelivered();
    pauses.onDelivered();
    if (removed) {
      leaveForGood(shipment);
    } else {
      writer.finish(
          shipment.lease(),
          new MessageWriter.Outcome(
              () -> leaveForGood(shipment),
              () -> {
                claimLost(shipment.lease());
                leave(shipment);
              }));
    }
  }

  /** Another process has claimed a message that is under way here. */
  private void claimLost(Lease lease) {
    if (lease.lose()) {
      counters.onClaimLost();
      log.onClaimLost(lease.message());
    }
  }

  /** Called by {@link Claims}: another process has claimed it, so it must not begin any more. */
  void claimLost(Shipment shipment) {
    claimLost(shipment.lease());
    if (shipment.tryDrop()) {
      lost(shipment);
    }
  }

  private void leaveForGood(Shipment shipment) {
    stock.onEnded(shipment.message());
    leave(shipment);
  }

  /** Called by {@link Claims}: their leases are given up. */
  void leave(List<Shipment> those) {
    those.forEach(this::leave);
  }

  private void leave(Shipment shipment) {
    leave(shipment.message(), shipment);
  }

  /** It is not under way any more: there is room, and others of its lane may go. */
  private void leave(Message message, @Nullable Shipment shipment) {
    if (shipment != null) {
      receivers.leave(shipment);
      underWay.remove(shipment);
    }
    claims.onLeft(lanes.left(message, shipment));
  }

  /** Those of its lane that have not begun stay behind it. */
  private void stopLane(Shipment shipment, boolean lastWord) {
    giveBack(lanes.stop(shipment, lastWord));
  }

  /** Gives the leases up of messages that will not begin. */
  private void giveBack(List<Shipment> dropped) {
    giveBack(dropped, time.earliest());
  }

  private void giveBack(List<Shipment> dropped, long until) {
    if (dropped.isEmpty()) {
      return;
    }
    if (draining) {
      release(dropped);
    } else {
      claims.giveBack(dropped, until);
    }
  }

  private void release(List<Shipment> those) {
    writer.release(
        those.stream().map(Shipment::lease).toList(),
        time.earliest(),
        () -> those.forEach(this::leave));
  }

  /** Called by {@link Shipment}. */
  void failed(Shipment shipment, Failure failure) {
    counters.onFailed();
    if (shipment.lease().hasEnded()) {
      // Another delivery counts.
      claimLost(shipment.lease());
      lost(shipment);
      return;
    }
    if (failure.code() == ErrorCode.FENCED && !custody.hasLeases()) {
      // The store knows that the membership has ended, or that the actor is another member's. That
      // says nothing about the message.
      misplaced(shipment);
      return;
    }
    Message message = shipment.message();
    Fate fate = Fate.of(failure, shipment.call(), shipment.policy().orElse(rules.policy()));
    boolean postponed = fate == Fate.POSTPONED;
    int attempts = message.attempts() + (postponed ? 0 : 1);
    boolean dead = fate == Fate.DEAD || (!postponed && attempts >= config.attemptsMax());
    long pause =
        postponed ? pauses.afterPostponement(failure.code()) : pauses.afterFailure(attempts);
    long now = time.earliest();
    long dueAt = dead ? now : now + pause;
    if (dead) {
      log.onDead(shipment, attempts, failure);
    } else if (message.failure().isEmpty()) {
      log.onFirstFailure(shipment, failure);
    }
    stopLane(shipment, dead);
    record(shipment.lease(), attempts, dueAt, Fate.reason(failure), dead);
  }

  private void record(Lease lease, int attempts, long dueAt, String reason, boolean dead) {
    Message message = lease.message();
    if (dead) {
      counters.onDead();
    }
    writer.record(
        lease,
        claimed -> Attempt.of(claimed, attempts, dueAt, reason, dead),
        new MessageWriter.Outcome(
            () -> {
              if (dead) {
                stock.onDead(message);
              } else {
                claims.wakeAt(dueAt);
              }
              leave(message, shipmentOf(lease));
            },
            () -> {
              claimLost(lease);
              leave(message, shipmentOf(lease));
            }));
  }

  /** Null if there is none, or none any more. */
  private @Nullable Shipment shipmentOf(Lease lease) {
    Shipment present = underWay.get(lease.message().id());
    return present != null && present.lease() == lease ? present : null;
  }

  /** The shipments under way, for renewing their leases. */
  List<Shipment> underWay() {
    return underWay.all();
  }

  boolean isUnderWay(MessageId id) {
    return underWay.contains(id);
  }

  /** How many lanes have messages under way. */
  int laneCount() {
    return lanes.count();
  }

  /** How many messages wait because their receivers have their share. */
  public int parked() {
    return receivers.parked();
  }

  /** How many messages are under way. */
  public int inFlight() {
    return underWay.size();
  }

  /** How many scheduled invocations wait for their time. */
  public long scheduled() {
    return stock.waiting().schedules();
  }

  /** How many messages wait in the store, scheduled ones included. */
  public long waiting() {
    return stock.waiting().messages();
  }

  /** How many bytes they have. */
  public long waitingBytes() {
    return stock.waiting().bytes();
  }

  /** How many dead letters the store holds. */
  public long deadLetters() {
    return stock.dead().messages();
  }

  /** How many bytes they have. */
  public long deadLetterBytes() {
    return stock.dead().bytes();
  }

  Pauses pauses() {
    return pauses;
  }

  Stock stock() {
    return stock;
  }

  /** The counters of deliveries. */
  public DeliveryCounters counters() {
    return counters;
  }

  // --- the end

  /**
   * Claims no more messages. Deliveries that have begun continue; messages that wait in their lane
   * are given back.
   */
  public void drain() {
    draining = true;
    claims.close();
    giveBack(lanes.close());
    giveBack(receivers.drop());
  }

  /** Gives back what is still under way, for the proxy that claims it next. */
  @Override
  public void close() {
    drain();
    release(underWay());
    writer.close();
  }
}
