package io.actorproxy.turns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The turns of all hosts of a run, in parts: each part has all turns that began in a span of time.
 * Thread safe.
 */
public final class TurnReports {
  /** A host may have taken the time of a turn's begin, and not have written it yet. */
  private static final long UNWRITTEN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LongSupplier clock;
  private final Map<Integer, TurnReader> readers = new HashMap<>();
  private final List<Turn> ended = new ArrayList<>();

  public TurnReports(LongSupplier clock) {
    this.clock = clock;
  }

  /** The host of a member starts, and writes this log. */
  public synchronized void started(TurnReader reader) {
    readers.put(reader.member(), reader);
  }

  /** The host of a member has ended at this time. */
  public synchronized void ended(int member, long time) throws IOException {
    TurnReader reader = readers.remove(member);
    if (reader != null) {
      ended.addAll(reader.allEnded(time));
    }
  }

  /** The turns that began since the last part, as far as all that began meanwhile have ended. */
  public synchronized List<Turn> next() throws IOException {
    long horizon = clock.getAsLong() - UNWRITTEN_NANOS;
    for (TurnReader reader : readers.values()) {
      ended.addAll(reader.ended());
      for (Turn running : reader.running()) {
        horizon = Math.min(horizon, running.begin());
      }
    }
    long before = horizon;
    List<Turn> part = ended.stream().filter(turn -> turn.begin() < before).toList();
    ended.removeIf(turn -> turn.begin() < before);
    return part;
  }

  /** All that is left; the hosts have ended, or run nothing. */
  public synchronized List<Turn> rest() throws IOException {
    for (TurnReader reader : readers.values()) {
      ended.addAll(reader.ended());
      ended.addAll(reader.running());
    }
    List<Turn> part = List.copyOf(ended);
    ended.clear();
    return part;
  }
}
