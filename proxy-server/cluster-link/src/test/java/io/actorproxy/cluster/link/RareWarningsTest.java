package io.actorproxy.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.cluster.link.RareWarnings.Kind;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.time.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What the log says of connections that were ended, and which of them count as of one machine. */
final class RareWarningsTest {
  private static final InetSocketAddress FIRST = new InetSocketAddress("10.0.0.1", 1);
  private static final InetSocketAddress LAST = new InetSocketAddress("10.0.0.9", 2);

  @Test
  void aKindIsToldOnceAMinuteWithTheirNumber() {
    ManualTime time = new ManualTime();
    RareWarnings warnings = new RareWarnings(time);
    try (RecordedLog log = new RecordedLog(RareWarnings.class.getName(), Level.WARN)) {
      for (int i = 0; i < 1_000; i++) {
        warnings.warn(Kind.STRANGERS, FIRST);
      }
      warnings.warn(Kind.BYTES, FIRST);
      time.advanceMillis(60_000);
      warnings.warn(Kind.STRANGERS, LAST);

      List<String> lines = log.lines();
      assertThat(lines).hasSize(3);
      assertThat(lines.get(0))
          .contains(" 1 since", "/10.0.0.1:1", "PROXY_CLUSTER_LINK_MAX_UNKNOWN ");
      assertThat(lines.get(1)).contains(" 1 since", "more was sent");
      assertThat(lines.get(2)).contains(" 1000 since", "/10.0.0.9:2");
    }
  }

  @Test
  void aMachineHasAllAddressesOfItsNetworkOfIpv6() throws UnknownHostException {
    assertThat(machine("2001:db8:0:1::1")).isEqualTo(machine("2001:db8:0:1:ffff::2"));
    assertThat(machine("2001:db8:0:1::1")).isNotEqualTo(machine("2001:db8:0:2::1"));
    assertThat(machine("10.0.0.1")).isEqualTo(machine("10.0.0.1"));
    assertThat(machine("10.0.0.1")).isNotEqualTo(machine("10.0.0.2"));
  }

  private static Machine machine(String address) throws UnknownHostException {
    return Machine.of(InetAddress.getByName(address));
  }
}
