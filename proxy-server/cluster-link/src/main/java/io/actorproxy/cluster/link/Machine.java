package io.actorproxy.cluster.link;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Who connects, as far as an address says: a machine has all addresses of an IPv6 network. */
record Machine(ByteBuffer address) {
  private static final int NETWORK_BYTES = 8;

  /** The machine of an address in digits; names would have to be looked up. */
  static Optional<Machine> ofLiteral(String address) {
    return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(address))
        .map(Machine::of);
  }

  static Machine of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return new Machine(
        address instanceof Inet6Address
            ? ByteBuffer.wrap(bytes, 0, NETWORK_BYTES).slice()
            : ByteBuffer.wrap(bytes));
  }
}
