package io.actorproxy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that sends back what it gets, behind a relay. */
@Timeout(30)
final class RelayTest {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private Relay relay;

  RelayTest() throws IOException {}

  @BeforeEach
  void start() throws IOException {
    Thread.startVirtualThread(this::accept);
    relay =
        new Relay(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
  }

  @AfterEach
  void stop() throws IOException {
    relay.close();
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.startVirtualThread(() -> echo(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException reset) {
      // As some of them are.
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static int exchange(Socket socket, int value) throws IOException {
    socket.getOutputStream().write(value);
    return socket.getInputStream().read();
  }

  @Test
  void whatIsSentArrives() throws IOException {
    try (Socket socket = connect()) {
      assertThat(exchange(socket, 7)).isEqualTo(7);
    }
  }

  @Test
  void theEndOfAConnectionArrivesToo() throws IOException {
    try (Socket socket = connect()) {
      assertThat(exchange(socket, 7)).isEqualTo(7);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void whatIsSentDuringASilentCutArrivesAfterIt() throws IOException {
    try (Socket before = connect()) {
      assertThat(exchange(before, 7)).isEqualTo(7);
      Relay.Cut cut = relay.cut(true);
      try (Socket meanwhile = connect()) {
        before.getOutputStream().write(8);
        meanwhile.getOutputStream().write(9);
        before.setSoTimeout(100);
        assertThatThrownBy(() -> before.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
        before.setSoTimeout(10_000);
        cut.close();
        assertThat(before.getInputStream().read()).isEqualTo(8);
        assertThat(meanwhile.getInputStream().read()).isEqualTo(9);
      }
    }
  }

  @Test
  void otherCutsResetConnections() throws IOException {
    try (Socket before = connect()) {
      assertThat(exchange(before, 7)).isEqualTo(7);
      Relay.Cut cut = relay.cut(false);
      assertThatThrownBy(() -> before.getInputStream().read()).isInstanceOf(SocketException.class);
      try (Socket meanwhile = connect()) {
        assertThatThrownBy(() -> exchange(meanwhile, 8)).isInstanceOf(IOException.class);
      } catch (SocketException resetAtOnce) {
        // As early as that.
      }
      cut.close();
      try (Socket after = connect()) {
        assertThat(exchange(after, 9)).isEqualTo(9);
      }
    }
  }

  @Test
  void aCutMayBeOfOneProcessAlone() throws IOException {
    LongPredicate ourselves = process -> process == ProcessHandle.current().pid();
    try (Socket socket = connect()) {
      assertThat(exchange(socket, 7)).isEqualTo(7);
      try (Relay.Cut _ = relay.cut(false, ourselves.negate())) {
        assertThat(exchange(socket, 8)).isEqualTo(8);
      }
      try (Relay.Cut _ = relay.cut(false, ourselves)) {
        assertThatThrownBy(() -> exchange(socket, 9)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aSlowRelayDelaysWhatIsSent() throws IOException {
    try (Socket socket = connect()) {
      assertThat(exchange(socket, 7)).isEqualTo(7);
      relay.slow(50);
      long begin = System.nanoTime();
      assertThat(exchange(socket, 8)).isEqualTo(8);
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(100_000_000L);
    }
  }

  @Test
  void aRelayThatIsClosedEndsItsConnections() throws IOException {
    try (Socket socket = connect()) {
      assertThat(exchange(socket, 7)).isEqualTo(7);
      relay.close();
      await()
          .untilAsserted(
              () -> assertThatThrownBy(() -> exchange(socket, 8)).isInstanceOf(Exception.class));
    }
  }
}
