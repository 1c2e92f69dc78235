package io.actorproxy.supervision;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.definition.TimerAction;
import io.actorproxy.entity.EntityServices;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Reply;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.ownership.Tenure;
import io.actorproxy.time.TimerWheel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The periodic actions of a partition's actors. They run whether or not the actor is in memory: a
 * tick activates it. Belongs to the partition's loop.
 */
@OnLoop
final class ActorTimers {
  private static final Logger LOG = LoggerFactory.getLogger(ActorTimers.class);
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long WINDOW_NANOS = 10_000 * NANOS_PER_MILLI;
  private static final int TOLD_MAX = 10;

  /** In which time the ticks come that are made up: a slot may have many actors. */
  private static final long MAKE_UP_MILLIS = 1_000;

  private static final Set<ErrorCode> TOLD_ELSEWHERE =
      EnumSet.of(ErrorCode.HOST_UNREACHABLE, ErrorCode.STORE_UNAVAILABLE, ErrorCode.DRAINING);

  private final SupervisorPartition partition;
  private final EntityServices services;
  private long windowNanos;
  private int told;
  private boolean enabled;
  private final Map<ActorId, Running> running = new HashMap<>();

  /** The timers of one actor, as its type declared them when they were started. */
  private record Running(
      RegisteredType registeredType, List<TimerAction> declared, List<Ticker> tickers) {
    void stop() {
      tickers.forEach(Ticker::cancel);
    }
  }

  ActorTimers(SupervisorPartition partition, EntityServices services, boolean enabled) {
    this.partition = partition;
    this.services = services;
    this.enabled = enabled;
    this.windowNanos = services.time().nanoTime();
  }

  /** Makes the actor's timers those that its type declares; timers that run already are kept. */
  void start(ActorId id, RegisteredType registeredType) {
    List<TimerAction> declared = registeredType.type().timers();
    Running before = running.get(id);
    if (!enabled
        || !partition.isOwned(id)
        || (before == null ? declared.isEmpty() : before.declared().equals(declared))) {
      return;
    }
    if (before != null) {
      before.stop();
      running.remove(id);
    }
    if (!declared.isEmpty()) {
      List<Ticker> tickers = new ArrayList<>();
      for (TimerAction timer : declared) {
        Ticker ticker = new Ticker(id, registeredType, timer);
        ticker.begin();
        tickers.add(ticker);
      }
      running.put(id, new Running(registeredType, declared, tickers));
    }
  }

  /**
   * As {@link #start} of an actor that another member ran until now. Of the ticks that were due
   * between, the last one comes now.
   */
  void resume(ActorId id, RegisteredType registeredType) {
    start(id, registeredType);
    Running now = running.get(id);
    if (now != null) {
      now.tickers().forEach(Ticker::makeUp);
    }
  }

  /** As {@link #start} for every actor of the type that has timers running. */
  void restartInstances(ActorType type, RegisteredType registeredType) {
    running.entrySet().stream()
        .filter(e -> e.getValue().registeredType() == registeredType)
        .filter(e -> !e.getValue().declared().equals(type.timers()))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(id -> start(id, registeredType));
  }

  /** Stops the timers of an actor until they are started again. */
  void stop(ActorId id) {
    Running stopped = running.remove(id);
    if (stopped != null) {
      stopped.stop();
    }
  }

  /** Stops those of actors that another member runs. */
  void stopElsewhere() {
    running.keySet().stream().filter(id -> !partition.isOwned(id)).toList().forEach(this::stop);
  }

  /** Also for those that would begin later. */
  void stopAll() {
    enabled = false;
    running.values().forEach(Running::stop);
    running.clear();
  }

  private final class Ticker extends TimerWheel.Timeout {
    private final ActorId id;
    private final RegisteredType registeredType;
    private final TimerAction timer;

    /**
     * A tick is in the mailbox or running; another would only pile up behind it. One that is piped
     * on is answered by another loop.
     */
    private volatile boolean underWay;

    private volatile boolean failing;
    private boolean hasTicked;

    /** When the next tick is due, on the scale of nanoTime; if no others may run it. */
    private long dueNanos;

    /** The same by the time of the store; if others may have run it before, or may run it later. */
    private long dueMillis;

    private boolean isShared;

    Ticker(ActorId id, RegisteredType registeredType, TimerAction timer) {
      this.id = id;
      this.registeredType = registeredType;
      this.timer = timer;
    }

    /** Where others may have run it before, as if it had run since the beginning of time. */
    void begin() {
      Tenure tenure = partition.tenureOf(id);
      isShared = tenure != null && tenure.attendedUntil().isPresent();
      dueNanos = services.time().nanoTime();
      addNext();
    }

    /**
     * Periods begin at a moment that hangs on the actor alone, so that not all tick at once. By the
     * time of the store: clocks of members may be wrong, and the next owner continues them.
     */
    private long millisSinceDue() {
      return Math.floorMod(services.storeMillis() - phase(), timer.periodMillis());
    }

    /** The same in every process. */
    private int phase() {
      return 31 * (31 * id.system().hashCode() + id.parent().hashCode()) + id.name().hashCode();
    }

    /** Ticks a little later, if a tick was due since the last owner ran it, and none has come. */
    void makeUp() {
      Tenure tenure = partition.tenureOf(id);
      OptionalLong attended = tenure == null ? OptionalLong.empty() : tenure.attendedUntil();
      long lastDue = services.storeMillis() - millisSinceDue();
      if (attended.isPresent() && lastDue > attended.getAsLong() && !hasTicked) {
        cancel();
        dueMillis = 0;
        long spread = Math.min(timer.periodMillis(), MAKE_UP_MILLIS);
        services.wheel().add(this, 1 + Math.floorMod(phase(), spread));
      }
    }

    /**
     * Ticks are a whole number of periods after the first, however late the one before was; those
     * that were missed altogether are left out.
     */
    private void addNext() {
      if (isShared) {
        addNextShared();
        return;
      }
      long periodNanos = timer.periodMillis() * NANOS_PER_MILLI;
      long now = services.time().nanoTime();
      dueNanos += ((now - dueNanos) / periodNanos + 1) * periodNanos;
      services.wheel().add(this, Math.ceilDiv(dueNanos - now, NANOS_PER_MILLI));
    }

    /**
     * From the time of the store each time, since clocks go apart in a long life. If that is a
     * little earlier than was thought, the tick that came just now is not due once more.
     */
    private void addNextShared() {
      long period = timer.periodMillis();
      long now = services.storeMillis();
      long next = now - Math.floorMod(now - phase(), period) + period;
      dueMillis = next == dueMillis ? next + period : next;
      services.wheel().add(this, dueMillis - now);
    }

    @Override
    protected void onTimeout() {
      addNext();
      hasTicked = true;
      // An actor that another member has by now ticks there.
      if (!underWay && partition.isOwned(id)) {
        underWay = true;
        Invocation tick = Invocation.tick(id, timer.action(), this::onReply);
        partition.deliver(id, tick, registeredType);
      }
    }

    /** Logs a failure, since no caller gets it; one that lasts is logged once. */
    private void onReply(Reply reply) {
      underWay = false;
      Failure failure = reply instanceof Reply.Failed(var reason) ? reason : null;
      if (failure != null && !failing) {
        tell(timer, id, failure);
      }
      failing = failure != null;
    }
  }

  /**
   * Logs a failure, but not many at a time. What concerns all actors, and is logged where it is
   * noticed, is not said again for each of their timers. Thread safe.
   */
  private synchronized void tell(TimerAction timer, ActorId id, Failure failure) {
    long now = services.time().nanoTime();
    if (now - windowNanos >= WINDOW_NANOS) {
      windowNanos = now;
      told = 0;
    }
    if (TOLD_ELSEWHERE.contains(failure.code()) || told == TOLD_MAX) {
      LOG.debug("The timer '{}' of {} did not run: {}", timer.action(), id, failure);
      return;
    }
    LOG.warn("Expected the timer '{}' of {} to run, but: {}", timer.action(), id, failure);
    told++;
    if (told == TOLD_MAX) {
      LOG.warn("More failures of timers are logged at the level debug for the next ten seconds");
    }
  }
}
