package io.actorproxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.Principal;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection has one principal, which its requests get from it. */
final class PrincipalOfAConnectionTest {
  private static final ServerLimits LIMITS =
      new ServerLimits(
          1_000, 1_000, 1_000, Duration.ofSeconds(30), Duration.ofSeconds(30), 10, 10, 1_000, "");

  private final Transport transport = Transport.open(1);
  private final Offload offload = new Offload(1, 10);
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void stop() {
    offload.close();
    transport.close();
  }

  /** Numbers its clients. */
  private final class Numbering implements ChannelSecurity {
    @Override
    public void secure(ChannelPipeline pipeline) {}

    @Override
    public Principal principalOf(Channel connection) {
      return new Principal.Client("number " + asked.incrementAndGet());
    }
  }

  /** Answers with the principal of the request. */
  private static final class WhoAmI implements Handler<Head> {
    @Override
    public Head read(HttpRequest request) {
      return new Head();
    }

    @Override
    public Head unreadable() {
      return new Head();
    }

    @Override
    public @Nullable Refusal check(HttpRequest request, Head head) {
      return null;
    }

    @Override
    public void handle(Exchange<Head> exchange, ByteString body) {
      exchange.answer(
          Response.text(HttpResponseStatus.OK, MediaTypes.TEXT, exchange.principal().toString()));
    }
  }

  private record Head() implements RequestHead {
    @Override
    public boolean isHead() {
      return false;
    }

    @Override
    public boolean isHttp10() {
      return false;
    }

    @Override
    public boolean keepAlive() {
      return true;
    }

    @Override
    public boolean isProbe() {
      return false;
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

  @Test
  void allRequestsOfAConnectionHaveThePrincipalOfTheFirst() throws IOException {
    try (HttpServer server = server(new Numbering())) {
      int port = server.listen("127.0.0.1", 0, new WhoAmI()).getPort();

      assertThat(answers(port, 3)).containsOnly("the client 'number 1'");
      assertThat(answers(port, 2)).containsOnly("the client 'number 2'");
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void aClientOfAPlainConnectionHasNoIdentity() throws IOException {
    try (HttpServer server = server(ChannelSecurity.PLAIN)) {
      int port = server.listen("127.0.0.1", 0, new WhoAmI()).getPort();

      assertThat(answers(port, 1)).containsExactly(Principal.ANONYMOUS.toString());
    }
  }

  private HttpServer server(ChannelSecurity security) {
    return new HttpServer(
        transport, LIMITS, security, TimeSource.SYSTEM, MemoryBudget.unlimited(), offload);
  }

  private static String[] answers(int port, int requests) throws IOException {
    String[] answers = new String[requests];
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      ResponseReader reader = new ResponseReader(socket.getInputStream());
      for (int i = 0; i < requests; i++) {
        socket
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nhost: proxy\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        ResponseReader.Response response = reader.read(true);
        answers[i] = response == null ? "closed" : response.text();
      }
    }
    return answers;
  }
}
