package io.actorproxy.statestore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a claim takes, decided for all drivers in one place: first messages that may be claimed, the
 * longest due first, and then the messages behind them in their lanes, as far as the limits allow.
 * Used by one thread, for one claim.
 */
public final class Selection {

  /**
   * A message that may be taken.
   *
   * @param isFresh whether no delivery of it has failed
   */
  public record Candidate(
      MessageId id, MessageKind kind, long lane, long sequence, boolean isFresh, long bytes) {}

  private final ClaimLimits limits;
  private final Map<Candidate, List<Candidate>> taken = new LinkedHashMap<>();
  private int messages;
  private long bytes;
  private boolean full;

  public Selection(ClaimLimits limits) {
    this.limits = limits;
  }

  /** Takes the first message of a lane, or one of no lane; false if there is no room for it. */
  public boolean takeFirst(Candidate first) {
    if (!full && takes(first)) {
      taken.put(first, new ArrayList<>());
      return true;
    }
    full = true;
    return false;
  }

  /**
   * Those whose lanes may give more: no delivery of them has failed, so that what comes behind them
   * will not have to wait.
   */
  public List<Candidate> leaders() {
    return howManyBehind() == 0
        ? List.of()
        : taken.keySet().stream().filter(first -> first.lane() != 0 && first.isFresh()).toList();
  }

  /** How many messages of each lane there is room for behind its first one. */
  public int howManyBehind() {
    long lanes =
        taken.keySet().stream().filter(first -> first.lane() != 0 && first.isFresh()).count();
    return lanes == 0
        ? 0
        : (int) Math.min(limits.ofLane() - 1, (limits.messages() - taken.size()) / lanes);
  }

  /** Takes the next message behind a leader; false if that must wait, as all behind it. */
  public boolean takeBehind(Candidate leader, Candidate next) {
    List<Candidate> behind = taken.get(leader);
    if (behind == null || !next.isFresh() || !takes(next)) {
      return false;
    }
    behind.add(next);
    return true;
  }

  private boolean takes(Candidate message) {
    if (messages >= limits.messages()
        || (messages > 0 && message.bytes() > limits.bytes() - bytes)) {
      return false;
    }
    messages++;
    bytes += message.bytes();
    return true;
  }

  public boolean isEmpty() {
    return taken.isEmpty();
  }

  /** All that is taken; what is behind a leader right after it, in the order of the lane. */
  public List<MessageId> ids() {
    List<MessageId> ids = new ArrayList<>();
    taken.forEach(
        (first, behind) -> {
          ids.add(first.id());
          behind.forEach(next -> ids.add(next.id()));
        });
    return ids;
  }
}
