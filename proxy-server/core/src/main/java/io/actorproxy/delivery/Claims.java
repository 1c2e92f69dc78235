package io.actorproxy.delivery;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches messages from the store when they are due, on a thread of its own.
 *
 * <p>Scheduled invocations that were due before the outbox began are fetched a few at a time, so
 * that a long downtime does not end in a flood.
 */
final class Claims implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
  private static final Set<MessageKind> PROMPT = EnumSet.of(MessageKind.EFFECT, MessageKind.ASYNC);
  private static final Set<MessageKind> SCHEDULED = EnumSet.of(MessageKind.SCHEDULE);
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);

  private static final ActorKey NO_ACTOR = new ActorKey("", "", "");

  /** A claim is one short transaction. */
  private static final int CLAIM_MAX = 500;

  /** A scheduled invocation that is due for longer is late, if the outbox began after it was. */
  private static final long LATE_MILLIS = 1_000;

  /** The longest time between two comparisons of the clocks. */
  private static final long COMPARE_NANOS = 10_000_000_000L;

  private static final long CATCH_UP_PAUSE_MILLIS = 50;
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 500;
  private static final long CLOSE_MILLIS = 2_000;

  private final MessageStore store;
  private final Custody custody;

  /** Whose earlier claims are taken over; {@link MessageStore#UNCLAIMED} if none are. */
  private final long takesOver;

  private final OutboxConfig config;
  private final StoreTime time;
  private final Outbox outbox;

  /** Held while leases are renewed. */
  private final Lock leasing;

  private final CatchUp catchUp;
  private final Thread thread = Thread.ofPlatform().name("outbox").daemon().unstarted(this::run);

  /** The earliest time for the next claim that was asked for since the last one. */
  private final AtomicLong wakeAt = new AtomicLong(Long.MIN_VALUE);

  /** Held while messages are claimed and sent; fair, for this thread claims again at once. */
  private final Lock claiming = new ReentrantLock(true);

  /** Messages that were dropped before they began; their leases are to be given up. */
  private final Queue<Dropped> dropped = new ConcurrentLinkedQueue<>();

  private record Dropped(Shipment shipment, long until) {}

  private volatile long startedAt;

  /** Whether the clock of the store is known. */
  private volatile boolean clockKnown;

  /** On the scale of nanoTime, which never goes back. */
  private long maintainedAt;

  private long comparedAt;

  /** Whether nothing is left that processes which have ended had claimed. */
  private boolean takenOver;

  /** There was no room for what is due. */
  private volatile boolean starved;

  private volatile boolean closed;

  Claims(
      MessageStore store,
      Owner owner,
      Custody custody,
      OutboxConfig config,
      StoreTime time,
      Outbox outbox,
      Lock leasing) {
    this.store = store;
    this.custody = custody;
    this.takesOver =
        owner instanceof Owner.Process(long epoch, boolean alone) && alone
            ? epoch
            : MessageStore.UNCLAIMED;
    this.takenOver = takesOver == MessageStore.UNCLAIMED;
    this.config = config;
    this.time = time;
    this.outbox = outbox;
    this.leasing = leasing;
    this.catchUp = new CatchUp(config.catchupPerSecond(), time);
    this.startedAt = time.earliest();
    this.maintainedAt = time.nanoTime() - leaseThirdNanos();
    this.comparedAt = maintainedAt;
  }

  /** Something that is done with the store. */
  interface Change<T> {
    T make() throws StoreException;
  }

  /**
   * Blocks for the time of the store: what comes in from now on, and the retention of dead letters,
   * are to live by it from the beginning.
   */
  void start() {
    try {
      compareClocks();
    } catch (StoreException e) {
      LOG.warn(
          "Expected to compare clocks with the store, so nothing is claimed until that is done: {}",
          e.getMessage());
    }
    thread.start();
  }

  boolean isClockKnown() {
    return clockKnown;
  }

  /** A message that is not under way when {@code change} begins will not be before it ends. */
  <T> T whileNothingIsClaimed(Change<T> change) throws StoreException {
    claiming.lock();
    try {
      return change.make();
    } finally {
      claiming.unlock();
    }
  }

  /** There is a message that is due at {@code millis} since the epoch. */
  void wakeAt(long millis) {
    if (wakeAt.getAndAccumulate(millis, Math::min) > millis) {
      LockSupport.unpark(thread);
    }
  }

  /** The earliest time that was asked for since the last claim, or the end of all times. */
  long nextWake() {
    return wakeAt.get();
  }

  /**
   * A message is no longer under way, so there is room.
   *
   * @param isLaneOver whether it was the last of its lane that was claimed, so that there may be
   *     more
   */
  void onLeft(boolean isLaneOver) {
    if (starved || isLaneOver) {
      starved = false;
      wakeAt(time.earliest());
    }
  }

  /**
   * Gives the leases of messages up that will not begin; until then they count as under way.
   *
   * @param until when they may be claimed again
   */
  void giveBack(List<Shipment> those, long until) {
    those.forEach(shipment -> dropped.add(new Dropped(shipment, until)));
    wakeAt(time.earliest());
  }

  /** Before anything is claimed: what may be claimed again must not count as under way. */
  private void giveUpLeases() throws StoreException {
    long now = time.earliest();
    Map<Long, List<Dropped>> byEnd =
        dropped.stream().collect(Collectors.groupingBy(one -> Math.max(now, one.until())));
    for (Map.Entry<Long, List<Dropped>> entry : byEnd.entrySet()) {
      List<Shipment> those = entry.getValue().stream().map(Dropped::shipment).toList();
      MessageWriter.release(store, those.stream().map(Shipment::lease).toList(), entry.getKey());
      dropped.removeAll(new HashSet<>(entry.getValue()));
      outbox.leave(those);
      wakeAt(entry.getKey());
    }
  }

  private void renew(List<Shipment> those, long until) throws StoreException {
    Set<MessageId> refused;
    leasing.lock();
    try {
      List<Message> claimed =
          those.stream()
              .map(Shipment::lease)
              .filter(lease -> !lease.isSettled())
              .flatMap(lease -> lease.claimed().stream())
              .toList();
      refused = store.renew(custody.epoch(), claimed, until);
      for (Shipment shipment : those) {
        if (!refused.contains(shipment.id())) {
          shipment.lease().onRenewed(until);
        }
      }
    } catch (StoreException e) {
      those.forEach(shipment -> shipment.lease().onMaybeRenewed(until));
      throw e;
    } finally {
      leasing.unlock();
    }
    those.stream().filter(shipment -> refused.contains(shipment.id())).forEach(outbox::claimLost);
  }

  /** Messages have been stored with the state of an actor. */
  void onStored(List<Message> messages) {
    long first = Long.MAX_VALUE;
    for (Message message : messages) {
      first = Math.min(first, message.dueAt());
    }
    wakeAt(first);
  }

  private void run() {
    while (!closed) {
      try {
        awaitUntil(whileNothingIsClaimed(this::claimOnce));
      } catch (StoreException e) {
        LOG.debug("Expected to look for messages that are due, but: {}", e.getMessage());
        pause();
      } catch (RuntimeException e) {
        LOG.error(
            "BUG: looking for messages that are due threw; they are looked for again after a pause",
            e);
        pause();
      }
    }
  }

  /**
   * Claims the messages that are due and starts their delivery.
   *
   * @return when to look again, in milliseconds since the epoch, unless {@link #wakeAt} is called
   *     with an earlier time
   */
  long claimOnce() throws StoreException {
    wakeAt.set(Long.MAX_VALUE);
    compareClocks();
    recountIfNeeded();
    lookAfterMembership();
    giveUpLeases();
    takeOver();
    long now = time.earliest();
    maintainLeases(now);
    if (claimPrompt(now) | claimScheduled(now)) {
      return now;
    }
    long due = custody.nextDue(ALL).orElse(Long.MAX_VALUE);
    long poll = now + config.pollIntervalMillis();
    // What is due already waits for room or for its lane, and both wake this thread.
    return due > now ? Math.min(due, poll) : poll;
  }

  /**
   * Once before anything is claimed, and then as often as leases are renewed, or more often if they
   * are long: what is due is late by as much as the clocks may have gone apart.
   */
  private void compareClocks() throws StoreException {
    if (!clockKnown) {
      startedAt += time.compare();
      clockKnown = true;
    } else if (time.nanoTime() - comparedAt >= Math.min(leaseThirdNanos(), COMPARE_NANOS)) {
      time.compare();
      comparedAt = time.nanoTime();
    }
  }

  /** Once, before anything is claimed. */
  private void takeOver() throws StoreException {
    if (takenOver) {
      return;
    }
    long leasesEnd = time.latest() + config.leaseMillis();
    int left = store.takeOver(takesOver, time.earliest(), leasesEnd);
    takenOver = true;
    if (left > 0) {
      LOG.info(
          "Messages that an earlier run was delivering and that are delivered again: {}", left);
    }
  }

  /** What only a member of a cluster has to do, first of all forget what is its no more. */
  private void lookAfterMembership() throws StoreException {
    Placing placing = outbox.placing();
    if (placing != null) {
      outbox.forgetEnded();
      placing.placeNew(time.earliest());
      custody.reconcile(this::underWay);
    }
  }

  private Set<MessageId> underWay() {
    return outbox.underWay().stream().map(Shipment::id).collect(Collectors.toSet());
  }

  /** Deliveries and leases do not wait for a count that fails. */
  private void recountIfNeeded() {
    try {
      outbox.stock().recountIfNeeded();
    } catch (StoreException e) {
      LOG.warn("Expected to count the stored messages, but: {}", e.getMessage());
    }
  }

  private boolean claimPrompt(long now) throws StoreException {
    boolean found = false;
    for (MessageKind kind : PROMPT) {
      found |= claim(kind, now, Math.min(CLAIM_MAX, outbox.room(kind))) > 0;
    }
    return found;
  }

  private boolean claimScheduled(long now) throws StoreException {
    long first = custody.nextDue(SCHEDULED).orElse(Long.MAX_VALUE);
    if (first > now) {
      return false;
    }
    int limit = Math.min(CLAIM_MAX, outbox.room(MessageKind.SCHEDULE));
    if (!isLeftOver(first, now)) {
      return claim(MessageKind.SCHEDULE, now, limit) > 0;
    }
    int allowed = catchUp.allowed();
    if (allowed == 0) {
      wakeAt(now + CATCH_UP_PAUSE_MILLIS);
      return false;
    }
    int shipped = claim(MessageKind.SCHEDULE, now, Math.min(limit, allowed));
    catchUp.take(shipped);
    return shipped > 0;
  }

  /**
   * Whether it should have run before this outbox began. What is late for another reason, such as a
   * receiver that takes long, holds up no others.
   */
  private boolean isLeftOver(long dueAt, long now) {
    return dueAt < Math.min(startedAt, now - LATE_MILLIS);
  }

  /** Claims messages and sends them on their way, if there is room; returns how many. */
  private int claim(MessageKind kind, long now, int limit) throws StoreException {
    if (limit == 0) {
      starved = true;
      if (outbox.room(kind) > 0) {
        // The last one left just before, and saw no reason to wake this thread.
        wakeAt(now);
      }
      return 0;
    }
    long bytes = outbox.bytes().reserve();
    if (bytes == 0 && outbox.bytes().used() > 0) {
      starved = true;
      return 0;
    }
    try {
      // Without any bytes at hand one message goes, however large it is.
      int messages = bytes == 0 ? 1 : limit;
      int ofLane = Math.min(config.laneMax(), outbox.roomOfLane());
      ClaimLimits limits = new ClaimLimits(messages, ofLane, Math.max(1, bytes));
      List<Message> claimed = new ArrayList<>();
      outbox.send(claim(kind, now, limits, claimed));
      return claimed.size();
    } finally {
      outbox.bytes().giveBack(bytes);
    }
  }

  /** Claims, and returns those that were not under way. */
  private List<Shipment> claim(
      MessageKind kind, long now, ClaimLimits limits, List<Message> claimed) throws StoreException {
    long until = now + config.leaseMillis();
    leasing.lock();
    try {
      Custody.Claimed all = custody.claim(EnumSet.of(kind), now, until, limits);
      claimed.addAll(all.messages());
      return outbox.takeOn(all.epoch(), claimed);
    } catch (StoreException e) {
      // It may have claimed what is under way and whose lease is over.
      outbox.underWay().stream()
          .filter(shipment -> custody.hasLeases() && shipment.lease().isOver(now))
          .forEach(shipment -> shipment.lease().onMaybeRenewed(until));
      throw e;
    } finally {
      leasing.unlock();
    }
  }

  private void maintainLeases(long now) throws StoreException {
    long nanos = time.nanoTime();
    if (nanos - maintainedAt < leaseThirdNanos()) {
      return;
    }
    maintainedAt = nanos;
    if (custody.hasLeases()) {
      renewLeases(now);
    }
    releaseFromTheFuture(now);
  }

  private long leaseThirdNanos() {
    return config.leaseMillis() * 1_000_000 / 3;
  }

  /** A delivery may take longer than a lease, when a host is slow or an actor is busy. */
  private void renewLeases(long now) throws StoreException {
    long latest = time.latest();
    List<Shipment> underWay =
        outbox.underWay().stream().filter(shipment -> shipment.isLeased(latest)).toList();
    if (!underWay.isEmpty()) {
      renew(underWay, now + config.leaseMillis());
    }
  }

  /**
   * What is due later than any lease or pause can reach was written before the clock was set back.
   * Otherwise it would wait until the clock is there again.
   */
  private void releaseFromTheFuture(long now) throws StoreException {
    long furthest = time.latest() + 2 * Math.max(config.leaseMillis(), config.backoffMaxMillis());
    Message bound =
        Message.untried(
            new MessageId(-1, -1), MessageKind.EFFECT, NO_ACTOR, 0, 0, furthest, new byte[0]);
    List<Message> lost;
    do {
      lost = store.list(PROMPT, false, Optional.of(bound), CLAIM_MAX);
      store.hasten(lost, now);
    } while (lost.size() == CLAIM_MAX);
  }

  /** Returns after the poll interval at the latest, even if the clock is set back meanwhile. */
  void awaitUntil(long millis) {
    long end = time.nanoTime() + config.pollIntervalMillis() * 1_000_000;
    while (!closed) {
      long now = time.earliest();
      long until = Math.min(millis, wakeAt.get());
      long patience = end - time.nanoTime();
      if (until <= now || patience <= 0) {
        return;
      }
      long left = Math.min(until - now, config.pollIntervalMillis()) * 1_000_000;
      LockSupport.parkNanos(this, Math.min(left, patience));
    }
  }

  /** Waits although there may be work, because the store has just failed. */
  private void pause() {
    long end = time.nanoTime() + PAUSE_AFTER_FAILURE_MILLIS * 1_000_000;
    while (!closed && time.nanoTime() < end) {
      LockSupport.parkNanos(this, end - time.nanoTime());
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
