package io.actorproxy.delivery;

import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does to many dead letters. It is done in steps, so that each request ends soon:
 * a step looks at some thousands, those that died first, and says where the next one begins. What a
 * step has changed is durable when it returns; a step that is repeated, or not followed by another,
 * does no harm. Thread safe. Calls block.
 */
public final class DeadLetters {
  /** How many letters one transaction changes. */
  private static final int CHUNK = 1_000;

  /** How many transactions a step makes. */
  private static final int CHUNKS = 5;

  private final MessageStore store;
  private final Outbox outbox;
  private final StoreTime time;
  private final Lock changing = new ReentrantLock();

  DeadLetters(MessageStore store, Outbox outbox) {
    this.store = store;
    this.outbox = outbox;
    this.time = outbox.time();
  }

  /**
   * Which letters are meant; an empty text stands for any.
   *
   * @param system the receiver's
   * @param type the receiver's parent, or its name if it has none
   * @param name the receiver's
   * @param code of the error that they died of
   * @param diedUntil those that died later are left, in milliseconds since the epoch
   */
  public record Filter(
      Set<MessageKind> kinds,
      String system,
      String type,
      String name,
      String code,
      long diedUntil) {

    private boolean accepts(MessageHead letter) {
      ActorKey target = letter.target();
      return letter.dueAt() <= diedUntil
          && (system.isEmpty() || system.equals(target.system()))
          && (type.isEmpty()
              || type.equals(target.parent().isEmpty() ? target.name() : target.parent()))
          && (name.isEmpty() || name.equals(target.name()))
          && (code.isEmpty() || code.equals(codeOf(letter)));
    }
  }

  /**
   * What a step has done.
   *
   * @param letters how many it counted, brought back or removed
   * @param codes how many of them died of which error
   * @param next where the next step begins; empty if there is none
   * @param stopped why it stopped early; null if it did not
   */
  public record Step(
      long letters,
      Map<String, Long> codes,
      Optional<MessageCursor> next,
      @Nullable Failure stopped) {}

  /** When letters of that age died, in milliseconds since the epoch. */
  public long diedUntil(long ageMillis) {
    return time.earliest() - ageMillis;
  }

  /** Counts letters. */
  public Step count(Filter filter, Optional<MessageCursor> after) throws StoreException {
    return step(filter, after, letters -> new Taken(letters, null));
  }

  /**
   * Sends letters on their way again, as if they had never been tried, as far as the limits of
   * messages allow for. Those that die again meanwhile are not among them, since they die later
   * than the filter says.
   */
  public Step redrive(Filter filter, Optional<MessageCursor> after) throws StoreException {
    return step(filter, after, this::bringBack);
  }

  /** Removes letters. */
  public Step discard(Filter filter, Optional<MessageCursor> after) throws StoreException {
    return step(
        filter,
        after,
        letters -> {
          store.removeDead(letters.stream().map(MessageHead::id).toList());
          outbox.stock().onRemoved(Amount.ofHeads(letters));
          return new Taken(letters, null);
        });
  }

  /** The letters that were changed, and the reason why the rest were not. */
  record Taken(List<MessageHead> letters, @Nullable Failure stopped) {}

  private interface Deed {
    Taken on(List<MessageHead> letters) throws StoreException;
  }

  private Step step(Filter filter, Optional<MessageCursor> after, Deed deed) throws StoreException {
    long letters = 0;
    Map<String, Long> codes = new TreeMap<>();
    Optional<MessageCursor> last = after;
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      List<MessageHead> page;
      Taken taken;
      // Two at a time would do, and count, the same letters.
      changing.lock();
      try {
        page = store.heads(filter.kinds(), true, last, CHUNK);
        // A letter may be there before its delivery has ended here.
        List<MessageHead> those =
            page.stream()
                .filter(letter -> filter.accepts(letter) && !outbox.isUnderWay(letter.id()))
                .toList();
        taken = those.isEmpty() ? new Taken(those, null) : deed.on(those);
      } finally {
        changing.unlock();
      }
      letters += taken.letters().size();
      taken.letters().forEach(letter -> codes.merge(codeOf(letter), 1L, Long::sum));
      if (taken.stopped() != null) {
        return new Step(letters, codes, Optional.empty(), taken.stopped());
      }
      if (page.size() < CHUNK || page.getLast().dueAt() > filter.diedUntil()) {
        return new Step(letters, codes, Optional.empty(), null);
      }
      last = Optional.of(page.getLast().cursor());
    }
    return new Step(letters, codes, last, null);
  }

  /** Room is taken before, letter by letter: the first ones that fit go, and the rest stays. */
  Taken bringBack(List<MessageHead> letters) throws StoreException {
    List<MessageHead> fitting = new ArrayList<>();
    @Nullable Failure full = null;
    for (MessageHead letter : letters) {
      full = outbox.stock().promiseRevival(Amount.of(letter));
      if (full != null) {
        break;
      }
      fitting.add(letter);
    }
    if (!fitting.isEmpty()) {
      revive(fitting);
    }
    return new Taken(fitting, full);
  }

  private void revive(List<MessageHead> letters) throws StoreException {
    Amount amount = Amount.ofHeads(letters);
    long now = time.earliest();
    try {
      store.revive(letters.stream().map(MessageHead::id).toList(), now);
    } catch (StoreException | RuntimeException e) {
      outbox.stock().onLost(amount);
      throw e;
    }
    outbox.stock().onRevived(amount);
    outbox.claims().wakeAt(now);
  }

  /** A failure begins with its code, unless another version has written it. */
  private static String codeOf(MessageHead letter) {
    String failure = letter.failure();
    int end = failure.indexOf(':');
    boolean hasCode =
        end > 0 && failure.chars().limit(end).allMatch(c -> c == '_' || c >= 'A' && c <= 'Z');
    return hasCode ? failure.substring(0, end) : "OTHER";
  }
}
