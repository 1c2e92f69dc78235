package io.actorproxy.delivery;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many messages and dead letters the store holds, and whether there is room for more. Thread
 * safe; blocks nowhere but in {@link #recountIfNeeded}.
 *
 * <p>All are counted in the store now and then, and soon after a write whose outcome is unknown;
 * between two counts this follows what is known to have happened. So it never drifts away. Other
 * proxies that share the store are seen with the next count.
 */
final class Stock {
  private static final Logger LOG = LoggerFactory.getLogger(Stock.class);
  private static final long RECOUNT_NANOS = 60_000_000_000L;
  private static final long WARN_NANOS = 60_000_000_000L;

  private static final long PAUSE_AFTER_FAILURE_NANOS = 1_000_000_000L;

  /** To count may take long: it takes at most this part of the time. */
  private static final long RECOUNT_SHARE = 100;

  private final MessageStore store;
  private final long schedulesMax;
  private final MessageRules rules;
  private final TimeSource time;

  private Amount stored = Amount.NONE;
  private Amount dead = Amount.NONE;

  /** Room that is taken by messages that are not known to be stored yet. */
  private Amount promised = Amount.NONE;

  private long nextCountAt;

  /** No count begins before, however often a write ends without an answer. */
  private long restUntil;

  private long nextWarningAt;

  Stock(MessageStore store, long schedulesMax, MessageRules rules, TimeSource time) {
    this.store = store;
    this.schedulesMax = schedulesMax;
    this.rules = rules;
    this.time = time;
    this.nextCountAt = time.nanoTime();
    this.restUntil = nextCountAt;
    this.nextWarningAt = nextCountAt;
  }

  /** Stored messages and those for which room is taken. */
  synchronized Amount waiting() {
    return new Amount(
        Math.max(0, stored.messages()) + promised.messages(),
        Math.max(0, stored.bytes()) + promised.bytes(),
        Math.max(0, stored.schedules()) + promised.schedules());
  }

  synchronized Amount dead() {
    return new Amount(Math.max(0, dead.messages()), Math.max(0, dead.bytes()), 0);
  }

  // --- what comes

  /**
   * Takes room for messages before they are stored. One of {@link #onStored}, {@link #onLost} and
   * {@link #withdraw} follows.
   *
   * @param more those to come
   * @param leaving what leaves the store for them: who takes in one message may always send one, or
   *     a full store would never become empty again
   * @return why there is no room; null if it is taken
   */
  synchronized @Nullable Failure promise(Amount more, Amount leaving) {
    return take(more, whyNoRoom(more, leaving));
  }

  /**
   * Takes room for dead letters before they are brought back. Their number is no reason to refuse
   * that. {@link #onRevived} or {@link #onLost} follows.
   *
   * @return why there is no room; null if it is taken
   */
  synchronized @Nullable Failure promiseRevival(Amount letters) {
    return take(letters, whyFull(letters, letters));
  }

  private @Nullable Failure take(Amount more, @Nullable Failure failure) {
    if (failure == null) {
      promised = promised.plus(more);
    } else if (time.nanoTime() - nextWarningAt >= 0) {
      nextWarningAt = time.nanoTime() + WARN_NANOS;
      LOG.warn("Messages are refused: {}", failure);
    }
    return failure;
  }

  private @Nullable Failure whyNoRoom(Amount more, Amount leaving) {
    Amount growth = more.minus(leaving);
    Failure full = whyFull(more, growth);
    return full != null || growth.messages() <= 0 ? full : whyTooManyDead(more);
  }

  private @Nullable Failure whyFull(Amount more, Amount growth) {
    Amount waiting = waiting();
    if (growth.schedules() > 0 && waiting.schedules() + growth.schedules() > schedulesMax) {
      return full(
          ErrorCode.OUTBOX_FULL,
          "invocations are scheduled",
          waiting.schedules(),
          more.schedules(),
          "PROXY_SCHEDULE_CAPACITY",
          schedulesMax);
    }
    if (growth.messages() <= 0) {
      return null;
    }
    if (waiting.messages() + growth.messages() > rules.storedMax()) {
      return full(
          ErrorCode.OUTBOX_FULL,
          "messages wait in the store",
          waiting.messages(),
          more.messages(),
          "PROXY_OUTBOX_MAX_STORED",
          rules.storedMax());
    }
    if (waiting.bytes() + more.bytes() > rules.storedBytesMax()) {
      return full(
          ErrorCode.OUTBOX_FULL,
          "bytes of messages wait in the store",
          waiting.bytes(),
          more.bytes(),
          "PROXY_OUTBOX_MAX_STORED_BYTES",
          rules.storedBytesMax());
    }
    return null;
  }

  private @Nullable Failure whyTooManyDead(Amount more) {
    if (dead.messages() >= rules.deadMax()) {
      return full(
          ErrorCode.DEAD_LETTERS_FULL,
          "dead letters are in the store",
          dead.messages(),
          more.messages(),
          "PROXY_DEAD_LETTERS_MAX",
          rules.deadMax());
    }
    if (dead.bytes() >= rules.deadBytesMax()) {
      return full(
          ErrorCode.DEAD_LETTERS_FULL,
          "bytes of dead letters are in the store",
          dead.bytes(),
          more.bytes(),
          "PROXY_DEAD_LETTERS_MAX_BYTES",
          rules.deadBytesMax());
    }
    return null;
  }

  private static Failure full(
      ErrorCode code, String what, long there, long more, String setting, long limit) {
    return new Failure(
        code,
        "%d %s, and %d more were asked for; the limit %s is %d"
            .formatted(there, what, more, setting, limit));
  }

  synchronized void onStored(Amount what) {
    promised = promised.minus(what);
    stored = stored.plus(what);
  }

  /** They may be there all the same: the answer of the store may have been lost. */
  synchronized void onLost(Amount what) {
    promised = promised.minus(what);
    long now = time.nanoTime();
    nextCountAt = restUntil - now > 0 ? restUntil : now;
  }

  /** They were never given to the store. */
  synchronized void withdraw(Amount what) {
    promised = promised.minus(what);
  }

  /** Dead letters for which room was taken have been brought back. */
  synchronized void onRevived(Amount what) {
    dead = dead.minus(what);
    onStored(what);
  }

  // --- what goes

  /** It has been delivered. */
  synchronized void onEnded(Message message) {
    onDiscarded(Amount.of(message));
  }

  /** An operator has removed messages that waited. */
  synchronized void onDiscarded(Amount what) {
    stored = stored.minus(what);
  }

  synchronized void onDead(Message message) {
    stored = stored.minus(Amount.of(message));
    dead = dead.plus(Amount.of(message));
  }

  /** Dead letters have been removed. */
  synchronized void onRemoved(Amount what) {
    dead = dead.minus(what);
  }

  // --- the truth

  /** Blocks while the store counts. */
  void recountIfNeeded() throws StoreException {
    long begin = time.nanoTime();
    synchronized (this) {
      if (begin - nextCountAt < 0) {
        return;
      }
      nextCountAt = begin + RECOUNT_NANOS;
    }
    long planned = begin + RECOUNT_NANOS;
    try {
      MessageStore.Totals totals = store.totals();
      long end = time.nanoTime();
      synchronized (this) {
        stored = new Amount(totals.waiting(), totals.waitingBytes(), totals.scheduled());
        dead = new Amount(totals.dead(), totals.deadBytes(), 0);
        restUntil = end + (end - begin) * RECOUNT_SHARE;
        if (nextCountAt == planned) {
          nextCountAt = Math.max(end + RECOUNT_NANOS, restUntil);
        }
      }
    } catch (StoreException e) {
      long end = time.nanoTime();
      synchronized (this) {
        // A count that takes longer than the store allows fails each time.
        restUntil = end + Math.max(PAUSE_AFTER_FAILURE_NANOS, (end - begin) * RECOUNT_SHARE);
        nextCountAt = restUntil;
      }
      throw e;
    }
  }
}
