package io.actorproxy.http;

import io.actorproxy.memory.Holding;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.time.TimeSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all connections share of a server's limits. Thread safe. */
final class Admission {
  /** How many connections beyond the limit may wait for an answer to a probe, or for a refusal. */
  private static final int RESERVE = 256;

  /** How many are closed together at the most, for each time all are looked at. */
  private static final int CLOSED_AT_ONCE = 16;

  /** The share of all connections that are closed together. */
  private static final int CLOSED_SHARE = 64;

  /** The pause before the next search after one that found no connection to close. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ServerLimits limits;
  private final TimeSource time;
  private final Set<Place> open = ConcurrentHashMap.newKeySet();
  private final MemoryBudget memory;
  private final int closedAtOnce;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong bodyBytes = new AtomicLong();
  private volatile boolean draining;

  /** When the draining began, or a kept connection had its last request since. */
  private volatile long lastKeptRequest;

  private long nextLook;

  Admission(ServerLimits limits, TimeSource time, MemoryBudget memory) {
    this.limits = limits;
    this.time = time;
    this.nextLook = time.nanoTime();
    this.memory = memory;
    this.closedAtOnce = Math.clamp(limits.maxConnections() / CLOSED_SHARE, 1, CLOSED_AT_ONCE);
  }

  /**
   * Counts a connection in; every call is followed by one of {@link #leave}, whatever it says. At
   * the limit those that have waited longest for their clients are closed to make room.
   *
   * @return whether the connection has a place; one without may ask for health and metrics alone
   */
  boolean enter(Place place) {
    open.add(place);
    return connections.incrementAndGet() <= limits.maxConnections() || closeWaiting();
  }

  void leave(Place place) {
    open.remove(place);
    if (place.end()) {
      connections.decrementAndGet();
    }
  }

  /** A connection that was to be closed has a request after all. */
  void comeBack() {
    connections.incrementAndGet();
  }

  boolean hasPlace() {
    return connections.get() <= limits.maxConnections();
  }

  /** Whether so many connections are open that none can be kept for the sake of its last words. */
  boolean isCrowded() {
    return open.size() > limits.maxConnections() + RESERVE;
  }

  /** Whether there are so many connections without a place that even probes must be refused. */
  boolean isFlooded() {
    return connections.get() > limits.maxConnections() + RESERVE;
  }

  /**
   * Takes the places of those that have waited longest for their clients. A client that leaks
   * connections does not use them again, and one that does sees what it sees after the idle
   * timeout; a request that came in part is told why it ends.
   *
   * @return whether there is a place now for the one that comes, whatever else comes meanwhile
   */
  private synchronized boolean closeWaiting() {
    long now = time.nanoTime();
    if (hasPlace()) {
      return true;
    }
    if (now - nextLook < 0) {
      return false;
    }
    PriorityQueue<Place> oldest =
        new PriorityQueue<>(Comparator.comparingLong(Place::waitingNanos));
    for (Place place : open) {
      if (place.isForTheTaking()) {
        oldest.add(place);
        if (oldest.size() > closedAtOnce) {
          oldest.poll();
        }
      }
    }
    if (oldest.isEmpty()) {
      nextLook = now + LOOK_NANOS;
    }
    boolean isMade = false;
    for (Place place : oldest) {
      if (place.isForTheTaking() && place.giveUp()) {
        connections.decrementAndGet();
        isMade = true;
      }
    }
    return isMade;
  }

  /** Takes memory for the body of a request; false if there is none left. */
  boolean reserve(int bytes) {
    if (reserveBuffer(bytes)) {
      if (memory.tryAdmit(bytes)) {
        return true;
      }
      bodyBytes.addAndGet(-bytes);
    }
    return false;
  }

  /** Takes memory for an answer, which is there already; false if clients leave too much unread. */
  boolean reserveAnswer(int bytes) {
    if (reserveBuffer(bytes)) {
      memory.take(bytes);
      return true;
    }
    return false;
  }

  /** Takes over what a decoded body holds; that it does not exceed the limits was asked before. */
  int adopt(Holding holding) {
    int bytes = Math.toIntExact(holding.handOver());
    bodyBytes.addAndGet(bytes);
    return bytes;
  }

  private boolean reserveBuffer(int bytes) {
    if (bodyBytes.addAndGet(bytes) <= limits.maxBufferedBytes()) {
      return true;
    }
    bodyBytes.addAndGet(-bytes);
    return false;
  }

  void release(int bytes) {
    bodyBytes.addAndGet(-bytes);
    memory.release(bytes);
  }

  /** What is not a body, but takes memory for a while. */
  MemoryBudget memory() {
    return memory;
  }

  int connections() {
    return open.size();
  }

  void drain() {
    if (!draining) {
      lastKeptRequest = time.nanoTime();
      draining = true;
    }
  }

  /** A request begins on a connection that has had an answer. */
  void onKeptRequest() {
    if (draining) {
      lastKeptRequest = time.nanoTime();
    }
  }

  /** How long no client has used a connection that it had kept, while the server drains. */
  long keptQuietNanos() {
    return time.nanoTime() - lastKeptRequest;
  }

  boolean isDraining() {
    return draining;
  }
}
