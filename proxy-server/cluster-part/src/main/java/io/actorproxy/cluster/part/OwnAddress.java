package io.actorproxy.cluster.part;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The address of this machine in the network of its database. */
final class OwnAddress {
  /** A socket for datagrams needs a port to be connected to, and sends nothing to it. */
  private static final int ANY_PORT = 9;

  private OwnAddress() {}

  /**
   * The address that the other members can reach, since they reach the database too. Blocks while
   * the name is looked up.
   *
   * @param servers one machine, or several with commas between them, each with a port or without
   *     one; of several the first counts
   */
  static String towards(String servers) {
    String first = servers.split(",", 2)[0].strip();
    String host = withoutPort(first.isEmpty() ? "127.0.0.1" : first);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), ANY_PORT));
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      throw new IllegalStateException(
          "No address of this machine is found that leads to %s; set PROXY_CLUSTER_ADDRESS to where other members reach it"
              .formatted(host),
          e);
    }
  }

  private static String withoutPort(String server) {
    if (server.startsWith("[")) {
      return server.substring(1, server.indexOf(']'));
    }
    int colon = server.indexOf(':');
    boolean isAddress = colon >= 0 && colon != server.lastIndexOf(':');
    return colon < 0 || isAddress ? server : server.substring(0, colon);
  }
}
