package io.actorproxy.host;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class HostProbeTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final CountDownLatch accepted = new CountDownLatch(1);

  @Test
  void aHostThatListensIsNoticedUnderTheAddressThatMeansThisMachine() throws Exception {
    try (ServerSocket host = new ServerSocket(0, 50, HERE);
        HostProbe _ = probe("0.0.0.0", host.getLocalPort())) {
      assertThat(accepted.await(10, SECONDS)).isTrue();
    }
  }

  @Test
  void aHostThatComesLaterIsNoticedThen() throws Exception {
    try (ReservedPort port = new ReservedPort();
        HostProbe _ = probe("127.0.0.1", port.number())) {
      assertThat(accepted.await(1, SECONDS)).isFalse();

      try (ServerSocket _ = new ServerSocket(port.number(), 50, HERE)) {
        assertThat(accepted.await(10, SECONDS)).isTrue();
      }
    }
  }

  @Test
  void aProbeThatIsClosedEndsWithoutAWord() throws Exception {
    try (ReservedPort port = new ReservedPort()) {
      probe("127.0.0.1", port.number()).close();

      try (ServerSocket _ = new ServerSocket(port.number(), 50, HERE)) {
        assertThat(accepted.await(1, SECONDS)).isFalse();
      }
    }
  }

  private HostProbe probe(String address, int port) {
    return HostProbe.start(HostConfig.of(address, port), accepted::countDown);
  }
}
