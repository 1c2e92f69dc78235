package io.actorproxy.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.http.ServerHarness.Client;
import io.actorproxy.http.ServerHarness.Head;
import io.actorproxy.loops.Transport;
import io.actorproxy.loops.Transport.Kind;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.ManualTime;
import io.actorproxy.time.TimeSource;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients see of a server that stops: an answer, or a connection that is refused. */
final class StopTest {
  private static final int STOPS = 10;
  private static final int CLIENTS = 16;
  private static final int WARM_UP_REQUESTS = 200;

  /** More than a listener accepts at a time. */
  private static final int WAITING = 500;

  /** Longer than a listener is given to accept those that wait, if it can. */
  private static final Duration A_WHILE = Duration.ofMillis(200);

  private static final Duration LONG = Duration.ofSeconds(60);

  private final ManualTime time = new ManualTime();

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void noConnectionIsResetByAStop(Kind kind) throws Exception {
    try (Transport transport = Transport.open(kind, 2);
        Offload offload = new Offload(1, 1);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < STOPS; i++) {
        try (HttpServer server = server(transport, offload)) {
          int port = server.listen("127.0.0.1", 0, new Hello()).getPort();
          AtomicInteger answered = new AtomicInteger();
          List<Future<Integer>> clients = new ArrayList<>();
          for (int j = 0; j < CLIENTS; j++) {
            clients.add(threads.submit(() -> askUntilRefused(port, answered)));
          }
          Awaitility.await().until(() -> answered.get() > WARM_UP_REQUESTS);

          server.closeAfterResponses();
          server.stopListening();
          server.drain().toCompletableFuture().get(20, TimeUnit.SECONDS);

          for (Future<Integer> client : clients) {
            assertThat(client.get(20, TimeUnit.SECONDS)).isPositive();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void connectionsThatWaitToBeAcceptedAreServedHoweverManyTheyAre(Kind kind) throws Exception {
    try (Transport transport = Transport.open(kind, 1);
        Offload offload = new Offload(1, 1);
        ExecutorService threads = Executors.newFixedThreadPool(1)) {
      List<Socket> clients = new ArrayList<>();
      try (HttpServer server = server(transport, offload)) {
        int port = server.listen("127.0.0.1", 0, new Hello()).getPort();
        CountDownLatch stalled = stall(transport);
        for (int i = 0; i < WAITING; i++) {
          clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
          ask(clients.getLast());
        }
        server.closeAfterResponses();
        Future<?> stop = threads.submit(server::stopListening);
        Awaitility.await().pollDelay(A_WHILE).until(() -> isRefused(port));
        stalled.countDown();
        stop.get(20, TimeUnit.SECONDS);
        server.drain().toCompletableFuture().get(20, TimeUnit.SECONDS);
      }
      for (Socket client : clients) {
        assertThat(answer(client)).isEqualTo("hello");
        client.close();
      }
    }
  }

  private static boolean isRefused(int port) throws IOException {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return false;
    } catch (ConnectException _) {
      return true;
    }
  }

  /** Its loop does nothing until the latch is open. */
  private static CountDownLatch stall(Transport transport) throws InterruptedException {
    CountDownLatch stalled = new CountDownLatch(1);
    CountDownLatch stands = new CountDownLatch(1);
    transport
        .loops()
        .getFirst()
        .execute(
            () -> {
              stands.countDown();
              awaitOpen(stalled);
            });
    stands.await();
    return stalled;
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void ask(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static String answer(Socket socket) throws IOException {
    ResponseReader.Response response = new ResponseReader(socket.getInputStream()).read(true);
    return requireNonNull(response, "closed without a response").text();
  }

  /** Each request has a connection of its own. Fails if one of them is not answered. */
  private static int askUntilRefused(int port, AtomicInteger answered) throws IOException {
    for (int requests = 0; ; requests++) {
      Socket connected;
      try {
        connected = new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (ConnectException refused) {
        assertThat(refused).hasMessageContaining("refused");
        return requests;
      }
      try (Socket socket = connected) {
        ask(socket);
        assertThat(answer(socket)).isEqualTo("hello");
        answered.incrementAndGet();
      }
    }
  }

  @Test
  void aClientThatHasJustConnectedIsStillAnswered() throws Exception {
    try (ServerHarness server = new ServerHarness(2, LONG, LONG, time);
        Client client = server.connect()) {
      server.awaitConnections(1);
      server.drain();
      server.awaitLoop();

      client.ask("/", "");
      server.answer(3);

      ResponseReader.Response response = client.read();
      assertThat(response.text()).isEqualTo("xxx");
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aRequestThatHasComeAndIsNotReadYetIsAnswered() throws Exception {
    try (ServerHarness server = new ServerHarness(2, LONG, LONG, time);
        Client client = server.connect().ask("/", "")) {
      server.answer(1);
      client.read();
      server.awaitLoop();
      time.advanceMillis(10_000);
      CountDownLatch stalled = server.stallLoop();
      client.ask("/", "");
      server.awaitUnread();
      server.drain();
      stalled.countDown();

      server.answer(3);

      assertThat(client.read().text()).isEqualTo("xxx");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aClientThatAsksNothingIsNotWaitedForAnyLonger() throws Exception {
    try (ServerHarness server = new ServerHarness(2, LONG, LONG, time);
        Client client = server.connect()) {
      server.awaitConnections(1);
      server.drain();
      server.awaitLoop();
      assertThat(server.admission.connections()).isEqualTo(1);

      time.advanceMillis(200);

      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aConnectionThatWaitsIsKeptWhileClientsUseOthers() throws Exception {
    try (ServerHarness server = new ServerHarness(4, LONG, LONG, time);
        Client first = server.connect();
        Client second = server.connect();
        Client third = server.connect()) {
      for (Client client : List.of(first, second, third)) {
        client.ask("/", "");
        server.answer(1);
        client.read();
      }
      server.awaitLoop();
      time.advanceMillis(10_000);
      server.drain();
      server.awaitLoop();

      time.advanceMillis(150);
      askForTheLastTime(server, first);
      time.advanceMillis(150);
      server.awaitLoop();
      server.awaitConnections(2);
      askForTheLastTime(server, second);

      time.advanceMillis(200);
      assertThat(third.isAtEnd()).isTrue();
    }
  }

  @Test
  void itIsNotKeptForLongHoweverMuchTheyAsk() throws Exception {
    try (ServerHarness server = new ServerHarness(30, LONG, LONG, time);
        Client idle = server.connect()) {
      idle.ask("/", "");
      server.answer(1);
      idle.read();
      server.awaitLoop();
      time.advanceMillis(10_000);
      List<Client> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Client other = server.connect().ask("/", "");
        server.answer(1);
        other.read();
        others.add(other);
      }
      server.drain();
      for (Client other : others) {
        askForTheLastTime(server, other);
        time.advanceMillis(100);
      }

      assertThat(idle.isAtEnd()).isTrue();
    }
  }

  private static void askForTheLastTime(ServerHarness server, Client client) throws Exception {
    client.ask("/", "");
    server.answer(3);
    assertThat(client.read().header("connection")).isEqualTo("close");
    assertThat(client.isAtEnd()).isTrue();
  }

  private static HttpServer server(Transport transport, Offload offload) {
    ServerLimits limits =
        new ServerLimits(1 << 20, 8 << 10, 8 << 10, LONG, LONG, 1_000, 4, 64 << 20, "");
    return new HttpServer(
        transport,
        limits,
        ChannelSecurity.PLAIN,
        TimeSource.SYSTEM,
        MemoryBudget.unlimited(),
        offload);
  }

  private static final class Hello implements Handler<Head> {
    @Override
    public Head read(HttpRequest request) {
      return new Head(request);
    }

    @Override
    public Head unreadable() {
      return new Head(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    @Override
    public @Nullable Refusal check(HttpRequest request, Head head) {
      return null;
    }

    @Override
    public void handle(Exchange<Head> exchange, ByteString body) {
      ServerHarness.answer(exchange, "hello");
    }
  }
}
