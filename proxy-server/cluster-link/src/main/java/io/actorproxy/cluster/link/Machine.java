package io.actorproxy.cluster.link;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Who connects, as far as an address says: a machine has all addresses of an IPv6 network. */
record Machine(ByteBuffer address) {
  private static final int NETWORK_BYTES = 8;

  static Machine of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return new Machine(
        address instanceof Inet6Address
            ? ByteBuffer.wrap(bytes, 0, NETWORK_BYTES).slice()
            : ByteBuffer.wrap(bytes));
  }
}
