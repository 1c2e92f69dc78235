package io.actorproxy.ingress.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all connections share of the front door's limits. Thread safe. */
final class Admission {
  private final HttpConfig config;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong bodyBytes = new AtomicLong();
  private volatile boolean draining;

  Admission(HttpConfig config) {
    this.config = config;
  }

  /** Counts a connection in; every call is followed by one of {@link #leave}, whatever it says. */
  boolean enter() {
    return connections.incrementAndGet() <= config.maxConnections();
  }

  void leave() {
    connections.decrementAndGet();
  }

  /** Whether there are so many refused connections that not even a refusal can wait to be read. */
  boolean isFlooded() {
    return connections.get() > config.maxConnections() + 256;
  }

  /** Takes memory for a body, of a request or an answer; false if there is none left. */
  boolean reserve(int bytes) {
    if (bodyBytes.addAndGet(bytes) <= config.maxBufferedBytes()) {
      return true;
    }
    bodyBytes.addAndGet(-bytes);
    return false;
  }

  void release(int bytes) {
    bodyBytes.addAndGet(-bytes);
  }

  int connections() {
    return connections.get();
  }

  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }
}
