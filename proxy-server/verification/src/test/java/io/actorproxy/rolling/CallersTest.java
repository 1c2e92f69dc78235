package io.actorproxy.rolling;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.rolling.Callers.Answer;
import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RequestStatus;
import io.spawn.Status;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy that answers, and ports at which none listens. */
@Timeout(30)
final class CallersTest {
  private static final InvocationRequest CALL = CountingHost.call("one", 1_000);

  private final ServerSocket proxy = listen();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile String header = "connection: keep-alive";
  private volatile Status status = Status.OK;
  private volatile boolean hangsUp;

  CallersTest() throws IOException {
    Thread.startVirtualThread(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static int refusingPort() throws IOException {
    try (ServerSocket closed = listen()) {
      return closed.getLocalPort();
    }
  }

  private void accept() {
    while (!proxy.isClosed()) {
      try {
        Socket socket = proxy.accept();
        connections.incrementAndGet();
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
      while (HttpMessage.read(in) != null && !hangsUp) {
        byte[] body =
            InvocationResponse.newBuilder()
                .setStatus(RequestStatus.newBuilder().setStatus(status).setMessage("CODE: why"))
                .setValue(Values.any("7 1"))
                .build()
                .toByteArray();
        socket
            .getOutputStream()
            .write(HttpMessage.head("HTTP/1.1 200 OK", header, "content-length: " + body.length));
        socket.getOutputStream().write(body);
      }
    } catch (IOException gone) {
      // As connections of a test are.
    }
  }

  @Test
  void connectionsAreKept() {
    Callers callers = new Callers(List.of(proxy.getLocalPort()));
    assertThat(callers.call(0, CALL)).isEqualTo(new Answer(true, "7 1"));
    assertThat(callers.call(0, CALL)).isEqualTo(new Answer(true, "7 1"));
    assertThat(connections.get()).isEqualTo(1);
  }

  @Test
  void unlessTheProxySaysThatItClosesThem() {
    header = "connection: close";
    Callers callers = new Callers(List.of(proxy.getLocalPort()));
    callers.call(0, CALL);
    callers.call(0, CALL);
    assertThat(connections.get()).isEqualTo(2);
  }

  @Test
  void aRefusedConnectionIsTriedAtTheNextProxyOnce() throws IOException {
    Callers callers = new Callers(List.of(refusingPort(), refusingPort(), proxy.getLocalPort()));
    assertThat(callers.call(1, CALL).isOk()).isTrue();
    assertThat(callers.call(0, CALL).isOk()).isFalse();
  }

  @Test
  void anErrorIsAFailureWithItsText() {
    status = Status.ERROR;
    Callers callers = new Callers(List.of(proxy.getLocalPort()));
    assertThat(callers.call(0, CALL)).isEqualTo(new Answer(false, "CODE: why"));
  }

  @Test
  void aCallWithoutAnAnswerIsNotRepeated() {
    hangsUp = true;
    Callers callers = new Callers(List.of(proxy.getLocalPort(), proxy.getLocalPort()));
    assertThat(callers.call(0, CALL).isOk()).isFalse();
    assertThat(connections.get()).isEqualTo(1);
  }
}
