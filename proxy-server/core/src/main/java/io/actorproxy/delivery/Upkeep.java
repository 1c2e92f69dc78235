package io.actorproxy.delivery;

import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about stored messages now and then: those that wait for the host leave soon after it
 * is back, old dead letters are removed, and in a cluster messages find their places. Each run
 * blocks; on a thread of its own.
 */
public final class Upkeep implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);
  private static final long SWEEP_NANOS = 60_000_000_000L;

  /** How many messages are looked at, and changed, at a time. */
  private static final int PAGE = 1_000;

  /** So many pages of old dead letters are removed in one run; the rest waits for the next. */
  private static final int PAGES_MAX = 10;

  private final MessageStore store;
  private final Outbox outbox;
  private final OutboxConfig config;
  private final MessageRules rules;
  private final StoreTime time;
  private final BooleanSupplier hostAccepts;
  private long nextSweepAt;

  /**
   * @param hostAccepts whether the host accepts connections now; may block for some seconds
   */
  public Upkeep(
      MessageStore store,
      Outbox outbox,
      OutboxConfig config,
      MessageRules rules,
      BooleanSupplier hostAccepts) {
    this.store = store;
    this.outbox = outbox;
    this.config = config;
    this.rules = rules;
    this.time = outbox.time();
    this.hostAccepts = hostAccepts;
    this.nextSweepAt = time.nanoTime();
  }

  @Override
  public void run() {
    try {
      if (outbox.pauses().isHostAwayForLong() && hostAccepts.getAsBoolean()) {
        outbox.pauses().onHostBack();
      }
      if (outbox.pauses().hasHostReturned()) {
        hastenAll();
      }
      if (rules.deadRetentionMillis() > 0
          && outbox.claims().isClockKnown()
          && time.nanoTime() - nextSweepAt >= 0) {
        nextSweepAt = removeOldLetters() ? time.nanoTime() : time.nanoTime() + SWEEP_NANOS;
      }
      Placing placing = outbox.placing();
      if (placing != null && outbox.claims().isClockKnown()) {
        placing.sweep(time.earliest());
      }
    } catch (StoreException e) {
      LOG.debug("Expected to look after stored messages, but: {}", e.getMessage());
    }
  }

  /** Those that could not be looked at are left to the next run. */
  private void hastenAll() throws StoreException {
    outbox.pauses().setHostReturned(false);
    boolean done = false;
    try {
      hasten();
      done = true;
    } finally {
      if (!done) {
        outbox.pauses().setHostReturned(true);
      }
    }
  }

  /**
   * Lets messages that wait for the host leave now, if they are due later than any lease of this
   * proxy ends; shorter pauses end by themselves.
   */
  private void hasten() throws StoreException {
    long now = time.earliest();
    long latest = time.latest();
    long longestPause = latest + config.backoffMaxMillis() + config.backoffMaxMillis() / 10;
    Optional<MessageCursor> after = Optional.of(MessageCursor.after(latest + config.leaseMillis()));
    while (after.isPresent()) {
      Optional<MessageCursor> from = after;
      after = outbox.claims().whileNothingIsClaimed(() -> hasten(from, now, longestPause));
    }
  }

  /** Hastens a page; returns where the next one begins, if there is one. */
  private Optional<MessageCursor> hasten(Optional<MessageCursor> after, long now, long longestPause)
      throws StoreException {
    List<MessageHead> page = store.heads(ALL, false, after, PAGE);
    List<Message> waiting =
        page.stream()
            .filter(message -> message.failure().startsWith("HOST_UNREACHABLE"))
            .filter(message -> !outbox.isUnderWay(message.id()))
            .map(MessageHead::withoutContent)
            .toList();
    if (!waiting.isEmpty()) {
      store.hasten(waiting, now);
      outbox.claims().wakeAt(now);
    }
    return page.size() < PAGE || page.getLast().dueAt() > longestPause
        ? Optional.empty()
        : Optional.of(page.getLast().cursor());
  }

  /** Returns whether more may be left. */
  private boolean removeOldLetters() throws StoreException {
    long diedBefore = time.earliest() - rules.deadRetentionMillis();
    long removed = 0;
    boolean more = true;
    for (int i = 0; more && i < PAGES_MAX; i++) {
      List<MessageHead> page = store.heads(ALL, true, Optional.empty(), PAGE);
      List<MessageHead> old = page.stream().filter(letter -> letter.dueAt() < diedBefore).toList();
      if (!old.isEmpty()) {
        store.removeDead(old.stream().map(MessageHead::id).toList());
        outbox.stock().onRemoved(Amount.ofHeads(old));
        outbox.counters().onExpired(old.size());
        removed += old.size();
      }
      more = old.size() == PAGE;
    }
    if (removed > 0) {
      LOG.info("Removed dead letters older than PROXY_DEAD_LETTER_RETENTION: {}", removed);
    }
    return more;
  }
}
