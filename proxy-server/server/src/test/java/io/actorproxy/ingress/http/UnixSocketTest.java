package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.loops.Transport;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("proxy.sock");
  }

  private Door open() {
    return Door.open(limits -> limits.uds = path);
  }

  @Test
  void theSameRoutesAreServedOnBoth() {
    try (Door door = open();
        RawClient unix = RawClient.connect(path);
        RawClient tcp = door.connect()) {
      assertThat(Requests.textOf(unix.send(Requests.invoke("cart", "echo", "x")).read()))
          .isEqualTo("x");
      assertThat(unix.send(RawClient.get("/health/readiness")).read().status()).isEqualTo(200);
      assertThat(tcp.send(RawClient.get("/health/readiness")).read().status()).isEqualTo(200);
      assertThat(unix.send(RawClient.get("/nowhere")).read().status()).isEqualTo(404);
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void theJdksTransportServesItToo() {
    Door.Limits limits = new Door.Limits();
    limits.uds = path;
    Transport nio = Transport.open(Transport.Kind.NIO, 1);
    try (Door door = new Door(limits.config(), new Ops(List.of(), null), nio);
        RawClient unix = RawClient.connect(path)) {
      assertThat(Requests.textOf(unix.send(Requests.invoke("cart", "echo", "x")).read()))
          .isEqualTo("x");
      assertThat(door.http.connections()).isEqualTo(1);
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void theSocketOfAProcessThatWasKilledIsReplaced() throws Exception {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();

    try (Door door = open();
        RawClient unix = RawClient.connect(path)) {
      assertThat(unix.send(RawClient.get("/health")).read().status()).isEqualTo(200);
      assertThat(door.http.port()).isPositive();
    }
  }

  @Test
  void theSocketOfAProcessThatLivesIsLeftAlone() throws Exception {
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));

      assertThatThrownBy(this::open).hasMessageContaining("another process listens on " + path);
      assertThat(path).exists();
    }
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone() throws Exception {
    Files.writeString(path, "precious");

    assertThatThrownBy(this::open).hasMessageContaining(path + " is not a socket");
    assertThat(path).hasContent("precious");
  }

  @Test
  void aPathThatCannotBeListenedOnIsNamed() {
    path = folder.resolve("no/such/folder.sock");

    assertThatThrownBy(this::open)
        .hasMessageContaining("cannot listen on")
        .hasMessageContaining("folder.sock");
  }
}
