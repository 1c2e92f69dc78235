package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** Which places of lanes become empty in a transaction. */
public final class Departures {

  /**
   * A place behind which the next message is looked for.
   *
   * @param sequence of what was there
   * @param until how far to look: what comes behind that is found from elsewhere
   */
  public record Gap(long lane, long sequence, long until) {}

  private final Map<Long, NavigableSet<Long>> lanes = new HashMap<>();

  /** A message has gone. Lane 0 is no lane. */
  public void add(long lane, long sequence) {
    if (lane != 0) {
      lanes.computeIfAbsent(lane, _ -> new TreeSet<>()).add(sequence);
    }
  }

  /**
   * The places behind which a message may wait. Each reaches only to the next one, so that a long
   * run of neighbours is looked at once.
   */
  public List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    for (Map.Entry<Long, NavigableSet<Long>> lane : lanes.entrySet()) {
      NavigableSet<Long> sequences = lane.getValue();
      for (long sequence : sequences) {
        Long next = sequences.higher(sequence);
        long until = next == null ? Long.MAX_VALUE : next - 1;
        if (until > sequence) {
          gaps.add(new Gap(lane.getKey(), sequence, until));
        }
      }
    }
    return gaps;
  }

  /**
   * Those of the messages that wait for another one of them, when they are stored together. They
   * need not be looked at by any claim before.
   */
  public static Set<MessageId> waiting(Collection<Message> messages) {
    Map<Long, Message> first = new HashMap<>();
    Set<MessageId> waiting = new HashSet<>();
    for (Message message : messages) {
      if (message.lane() != 0) {
        Message other = first.putIfAbsent(message.lane(), message);
        if (other != null && other.sequence() < message.sequence()) {
          waiting.add(message.id());
        } else if (other != null && !other.id().equals(message.id())) {
          waiting.add(other.id());
          first.put(message.lane(), message);
        }
      }
    }
    return waiting;
  }
}
