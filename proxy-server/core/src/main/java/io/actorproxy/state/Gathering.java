package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Deferred saves, for which no caller waits, until they are many. What is saved together with its
 * neighbours costs the store a part of what it costs alone, since rows of one page are written
 * once. Thread safe.
 */
final class Gathering {
  /** Neighbours in the store, as far as one can tell from their names. */
  private static final Comparator<SaveRequest> BY_NAME =
      Comparator.comparing(
          SaveRequest::actor,
          Comparator.comparing(ActorId::system)
              .thenComparing(ActorId::parent)
              .thenComparing(ActorId::name));

  private final StateConfig config;
  private final TimeSource time;
  private final long nanosMax;

  private List<SaveRequest> requests = new ArrayList<>();
  private long bytes;
  private long since;
  private boolean flushed;
  private boolean closed;

  Gathering(StateConfig config, TimeSource time) {
    this.config = config;
    this.time = time;
    this.nanosMax = TimeUnit.MILLISECONDS.toNanos(config.commitGatherMillis());
  }

  /** The result of {@link #add}. */
  enum Added {
    /** It waits with the others. */
    GATHERED,
    /** It waits, and the committer must learn that there is something to wait for, or to take. */
    NEWS,
    /** As many as allowed wait already. */
    FULL,
    /** The gathering is closed. */
    CLOSED
  }

  synchronized Added add(SaveRequest request) {
    if (closed) {
      return Added.CLOSED;
    }
    if (requests.size() >= config.commitQueue()) {
      return Added.FULL;
    }
    boolean first = requests.isEmpty();
    boolean enough = isEnough();
    if (first) {
      since = time.nanoTime();
    }
    requests.add(request);
    bytes += request.bytes();
    return first || (isEnough() && !enough) ? Added.NEWS : Added.GATHERED;
  }

  /** A caller waits for one of them now, so they are due. Returns true if that is new. */
  synchronized boolean flushDeferred() {
    boolean news = !flushed && !requests.isEmpty();
    flushed |= news;
    return news;
  }

  /** Makes all gathered saves due now, and gathers no more. */
  synchronized void close() {
    closed = true;
    flushed = true;
  }

  /** How long until they are due; {@link Long#MAX_VALUE} if there are none. */
  synchronized long nanosUntilDue() {
    if (requests.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return flushed || isEnough() ? 0 : Math.max(0, since + nanosMax - time.nanoTime());
  }

  /** Half of what may wait, so that the others have room while these are being saved. */
  private boolean isEnough() {
    return bytes >= config.commitBatchBytes() || requests.size() * 2L >= config.commitQueue();
  }

  /** Takes all of them if they are due, neighbours beside each other. */
  List<SaveRequest> takeIfDue() {
    List<SaveRequest> taken;
    synchronized (this) {
      if (nanosUntilDue() > 0) {
        return List.of();
      }
      taken = requests;
      requests = new ArrayList<>();
      bytes = 0;
      flushed = closed;
    }
    taken.sort(BY_NAME);
    return taken;
  }
}
