package io.actorproxy.ingress.http;

import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A front door on real sockets before a fake actor system. */
final class Door implements AutoCloseable {
  final FakeActorSystem system = new FakeActorSystem();
  final Transport transport;
  final HttpFrontDoor http;
  final Offload offload;

  /** Counts the bodies that are received, among others. */
  final MemoryBudget memory;

  Door(HttpConfig config, Ops ops, Transport transport) {
    this(config, ops, transport, TimeSource.SYSTEM);
  }

  private Door(HttpConfig config, Ops ops, Transport transport, TimeSource time) {
    this(config, ops, transport, time, MemoryBudget.unlimited());
  }

  Door(HttpConfig config, Ops ops, Transport transport, TimeSource time, MemoryBudget memory) {
    this.transport = transport;
    this.memory = memory;
    this.offload = new Offload(config.codecThreads(), config.codecQueue());
    try {
      http = HttpFrontDoor.start(config, transport, system, ops, "1.2.3", time, memory, offload);
    } catch (IOException e) {
      transport.close();
      throw new UncheckedIOException(e);
    }
  }

  static Door open() {
    return open(HttpConfig.listeningOn("127.0.0.1", 0));
  }

  static Door open(HttpConfig config) {
    return new Door(config, new Ops(List.of(), null), Transport.open(2));
  }

  /** A front door with other limits. */
  static Door open(Consumer<Limits> change) {
    Limits limits = new Limits();
    change.accept(limits);
    return new Door(
        limits.config(), new Ops(List.of(), () -> "a 1\n"), Transport.open(2), limits.time);
  }

  /** The limits that tests change. */
  static final class Limits {
    int bodyBytes = 8 << 20;
    int headerBytes = 32 << 10;
    int lineBytes = 16 << 10;
    Duration request = Duration.ofSeconds(30);
    Duration idle = Duration.ofSeconds(75);
    int connections = 10_000;
    int inFlight = 64;
    int codecQueue = 256;
    long bufferedBytes = 256 << 20;
    @Nullable Path uds;
    TimeSource time = TimeSource.SYSTEM;

    HttpConfig config() {
      return new HttpConfig(
          "127.0.0.1",
          0,
          uds,
          PosixFilePermissions.fromString("rw-rw----"),
          bodyBytes,
          headerBytes,
          lineBytes,
          request,
          idle,
          connections,
          inFlight,
          1,
          codecQueue,
          bufferedBytes);
    }
  }

  RawClient connect() {
    return RawClient.connect(http.port());
  }

  @Override
  public void close() {
    http.close();
    offload.close();
    transport.close();
  }
}
