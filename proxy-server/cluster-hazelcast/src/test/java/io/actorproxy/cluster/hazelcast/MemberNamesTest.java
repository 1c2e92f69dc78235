package io.actorproxy.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MemberNamesTest {
  private final Map<String, List<String>> dns = new HashMap<>();
  private final List<String> machines = new ArrayList<>();
  private final MemberNames names = new MemberNames(() -> machines, 5701, this::lookUp);

  private InetAddress[] lookUp(String name) throws UnknownHostException {
    List<InetAddress> found = new ArrayList<>();
    for (String address :
        Optional.ofNullable(dns.get(name)).orElseThrow(UnknownHostException::new)) {
      found.add(InetAddress.getByName(address));
    }
    return found.toArray(InetAddress[]::new);
  }

  @Test
  void allAddressesOfANameMayBeMembers() throws Exception {
    machines.add("proxy-headless");
    dns.put("proxy-headless", List.of("10.0.0.1", "10.0.0.2"));
    assertThat(names.addresses()).isEqualTo(List.of(at("10.0.0.1", 5701), at("10.0.0.2", 5701)));
  }

  @Test
  void aMachineMayHaveAPortOfItsOwn() throws Exception {
    machines.addAll(List.of("a:5801", "[::1]:5802", "::2"));
    dns.put("a", List.of("10.0.0.1"));
    dns.put("[::1]", List.of("::1"));
    dns.put("::2", List.of("::2"));
    assertThat(names.addresses())
        .isEqualTo(List.of(at("10.0.0.1", 5801), at("::1", 5802), at("::2", 5701)));
  }

  @Test
  void aNameIsLookedUpAgainEachTime() throws Exception {
    machines.add("a");
    assertThat(names.addresses()).isEmpty();
    dns.put("a", List.of("10.0.0.1"));
    assertThat(names.addresses()).isEqualTo(List.of(at("10.0.0.1", 5701)));
    dns.put("a", List.of("10.0.0.9"));
    assertThat(names.addresses()).isEqualTo(List.of(at("10.0.0.9", 5701)));
  }

  private static Address at(String address, int port) throws UnknownHostException {
    return new Address(InetAddress.getByName(address), port);
  }
}
