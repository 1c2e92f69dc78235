package io.actorproxy.http;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections on real sockets, on one event loop. The test answers their requests, and sees the
 * limits that they share. Little fits between the two ends, so that a client that does not read is
 * noticed soon.
 */
final class ServerHarness implements AutoCloseable {
  /** More than fits between the two ends, and less than makes a channel refuse to be written. */
  static final int LARGE = 240 << 10;

  private static final int SOCKET_BYTES = 32 << 10;

  private final Transport transport = Transport.open(1);
  private final Offload offload = new Offload(1, 1);
  private final List<CountDownLatch> stalls = new ArrayList<>();
  private final Queue<Channel> channels = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Exchange<Head>> asked = new LinkedBlockingQueue<>();
  private final Channel listener;
  final Admission admission;

  /** A request; those for {@code /health} are probes. */
  record Head(HttpRequest request) implements RequestHead {
    @Override
    public boolean isHead() {
      return request.method().equals(HttpMethod.HEAD);
    }

    @Override
    public boolean isHttp10() {
      return request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    @Override
    public boolean keepAlive() {
      return HttpUtil.isKeepAlive(request);
    }

    @Override
    public boolean isProbe() {
      return request.uri().equals("/health");
    }

    @Override
    public int compressFrom() {
      return Integer.MAX_VALUE;
    }

    @Override
    public ErrorForm errorForm() {
      return ErrorForm.TEXT;
    }

    @Override
    public String allowedMethods() {
      return "GET";
    }
  }

  private final class Asked implements Handler<Head> {
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
      asked.add(exchange);
    }
  }

  ServerHarness(int connections, Duration requestTimeout, Duration idleTimeout, TimeSource time) {
    ServerLimits limits =
        new ServerLimits(
            1 << 20, 8 << 10, 8 << 10, requestTimeout, idleTimeout, connections, 4, 64 << 20, "");
    admission = new Admission(limits, time, MemoryBudget.unlimited());
    ServerContext<Head> context =
        new ServerContext<>(
            limits,
            ChannelSecurity.PLAIN,
            new FramingRules(limits),
            new Asked(),
            admission,
            offload,
            time,
            new DateLine(time));
    listener =
        new ServerBootstrap()
            .group(transport.group())
            .channel(transport.serverChannel())
            .childOption(ChannelOption.SO_SNDBUF, SOCKET_BYTES)
            .childHandler(
                new ChannelInitializer<DuplexChannel>() {
                  @Override
                  protected void initChannel(DuplexChannel channel) {
                    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                    channels.add(channel);
                    new HttpConnection<>(context, channel).install();
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  /** A client with little room for what it does not read. */
  Client connect() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(SOCKET_BYTES);
    socket.setSoTimeout(20_000);
    socket.connect(listener.localAddress());
    return new Client(socket);
  }

  /** The next whole request, which waits for its response. */
  Exchange<Head> nextAsked() throws InterruptedException {
    Exchange<Head> next = asked.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("Expected a whole request, but none came");
    }
    return next;
  }

  /** Answers the next whole request with so many bytes. */
  void answer(int bytes) throws InterruptedException {
    answer(nextAsked(), "x".repeat(bytes));
  }

  static void answer(Exchange<?> exchange, String text) {
    exchange.answer(Response.text(HttpResponseStatus.OK, MediaTypes.TEXT, text));
  }

  /** Tells every connection that the server stops. */
  void drain() {
    admission.drain();
    channels.forEach(c -> c.pipeline().fireUserEventTriggered(HttpConnection.Drain.SIGNAL));
  }

  void awaitConnections(int count) {
    awaitConnections(count, () -> {});
  }

  /** Runs {@code meanwhile} before each look. */
  void awaitConnections(int count, Runnable meanwhile) {
    await()
        .until(
            () -> {
              meanwhile.run();
              return admission.connections() == count;
            });
  }

  /** Returns when the event loop has done what it was doing. */
  void awaitLoop() {
    transport.loops().getFirst().submit(() -> {}).syncUninterruptibly();
  }

  /** Keeps the event loop from doing anything until that is counted down, or this is closed. */
  CountDownLatch stallLoop() throws InterruptedException {
    CountDownLatch begin = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    stalls.add(end);
    transport
        .loops()
        .getFirst()
        .execute(
            () -> {
              begin.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    // Else the loop could still read what comes now.
    begin.await();
    return end;
  }

  /** Returns when bytes have come that the loop has not read. */
  void awaitUnread() {
    await().until(() -> channels.stream().anyMatch(Transport::hasUnread));
  }

  @Override
  public void close() {
    stalls.forEach(CountDownLatch::countDown);
    channels.add(listener);
    channels.forEach(channel -> channel.close().syncUninterruptibly());
    offload.close();
    transport.close();
  }

  /** One connection of a client. */
  static final class Client implements AutoCloseable {
    private final Socket socket;

    private Client(Socket socket) {
      this.socket = socket;
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Asks for a path; header lines end with CR LF. */
    Client ask(String path, String headers) throws IOException {
      send("GET " + path + " HTTP/1.1\r\nhost: a\r\n" + headers + "\r\n");
      return this;
    }

    /** Returns when the first byte of a response has come, without taking it. */
    Client awaitResponse() throws IOException {
      await().until(() -> socket.getInputStream().available() > 0);
      return this;
    }

    /** The next response. */
    ResponseReader.Response read() throws IOException {
      ResponseReader.Response response = new ResponseReader(socket.getInputStream()).read(true);
      if (response == null) {
        throw new EOFException("closed without a response");
      }
      return response;
    }

    /** Whether the server has closed the connection. */
    boolean isAtEnd() throws IOException {
      return socket.getInputStream().read() < 0;
    }

    /** Sends no more. */
    Client shutdownOutput() throws IOException {
      socket.shutdownOutput();
      return this;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
