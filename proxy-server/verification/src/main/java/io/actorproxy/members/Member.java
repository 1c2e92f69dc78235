package io.actorproxy.members;

import static java.util.Objects.requireNonNull;

import io.actorproxy.process.Child;
import io.actorproxy.process.Pause;
import io.actorproxy.process.Relay;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.turns.TurnReader;
import io.actorproxy.turns.TurnReports;
import io.spawn.RegistrationRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A proxy and its host; if its ways are to be cut and slowed, also the relay to the store, and the
 * one by which other members come.
 */
public final class Member {
  private static final int PATIENCE_SECONDS = 60;

  private final int number;
  private final Child host;
  private final Child proxy;
  private final @Nullable Relay store;
  private final @Nullable Relay peers;
  private final Path directory;
  private final RegistrationRequest registration;
  private final TurnReports reports;

  Member(
      int number,
      Child host,
      Child proxy,
      @Nullable Relay store,
      @Nullable Relay peers,
      Path directory,
      RegistrationRequest registration,
      TurnReports reports) {
    this.number = number;
    this.host = host;
    this.proxy = proxy;
    this.store = store;
    this.peers = peers;
    this.directory = directory;
    this.registration = registration;
    this.reports = reports;
  }

  /** Counted from 1. */
  public int number() {
    return number;
  }

  /** The port of the HTTP API. */
  public int port() {
    return proxy.port();
  }

  /** The proxy's process. It is started by {@link #startProxy}. */
  public Child proxy() {
    return proxy;
  }

  /** All between the proxy and the database, of members with relays. */
  public Relay store() {
    return requireNonNull(store, "there are no relays");
  }

  /** The way by which other members reach this one, of members with relays. */
  public Relay peers() {
    return requireNonNull(peers, "there are no relays");
  }

  public boolean isRunning() {
    return proxy.isAlive() && host.isAlive();
  }

  /** Starts the host and the proxy, and registers the actors. */
  public void start() throws IOException {
    startHostProcess();
    startProxy();
  }

  /** Starts the proxy; returns when it is ready, and the host has registered. */
  public void startProxy() throws IOException {
    proxy.start();
    register();
    awaitReady();
  }

  /** Starts the host, which registers itself. */
  public void startHost() throws IOException {
    startHostProcess();
    register();
  }

  public void killHost() throws IOException {
    long before = System.nanoTime();
    host.kill9();
    reports.ended(number, before);
  }

  /** Ends the host by SIGTERM: it finishes what it is asked. */
  public void stopHost() throws IOException {
    host.stop();
    reports.ended(number, System.nanoTime());
  }

  /** Ends what is running of it. */
  void end() throws IOException {
    if (proxy.isAlive()) {
      proxy.kill9();
    }
    if (host.isAlive()) {
      killHost();
    }
  }

  private void startHostProcess() throws IOException {
    host.start();
    reports.started(new TurnReader(number, ReportingHost.log(directory, host.pid())));
  }

  /** As SDKs do it: again, until it is answered. */
  private void register() throws IOException {
    await(
        "the registration", () -> SpawnClient.onPort(port()).register(registration).http() == 200);
  }

  private void awaitReady() throws IOException {
    SpawnClient client = SpawnClient.onPort(port());
    await("readiness", () -> client.send("GET", "/health/readiness", Map.of(), "").status() == 200);
  }

  private interface Attempt {
    boolean succeeds() throws IOException;
  }

  private void await(String what, Attempt attempt) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        if (attempt.succeeds()) {
          return;
        }
      } catch (IOException e) {
        if (!proxy.isAlive()) {
          throw new IOException("the proxy of member " + number + " ended by itself", e);
        }
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "member %d has not answered %s within %d s".formatted(number, what, PATIENCE_SECONDS));
      }
      Pause.millis(20);
    }
  }

  @Override
  public String toString() {
    return "member " + number;
  }
}
