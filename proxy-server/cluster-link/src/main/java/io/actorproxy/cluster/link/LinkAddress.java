package io.actorproxy.cluster.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;

/** Where a member's link is found: {@code host:port}, with an IPv6 address in brackets. */
public final class LinkAddress {
  private LinkAddress() {}

  /**
   * The host that a member announces: what the operator has set, else the address of its pod, else
   * the address from which it reaches the store, since the others reach the store, too.
   *
   * @param configured empty if it is not set
   * @param pod empty outside of Kubernetes
   */
  public static String host(String configured, String pod, Supplier<String> ofStore) {
    if (!configured.isEmpty()) {
      return configured;
    }
    return pod.isEmpty() ? ofStore.get() : pod;
  }

  /** The machine of an address that {@code format} has made. */
  public static String machine(String address) {
    String machine = address.substring(0, Math.max(0, address.lastIndexOf(':')));
    return machine.startsWith("[") ? machine.substring(1, machine.length() - 1) : machine;
  }

  static String format(String host, int port) {
    return host.contains(":") ? "[%s]:%d".formatted(host, port) : "%s:%d".formatted(host, port);
  }

  /** Blocks while the name is looked up. */
  static InetSocketAddress resolve(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    int port = colon < 1 ? -1 : port(address.substring(colon + 1));
    if (port < 0) {
      throw new UnknownHostException("'%s' is no address of a member link".formatted(address));
    }
    String host = address.substring(0, colon);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    return new InetSocketAddress(
        InetAddress.getByName(isBracketed ? host.substring(1, host.length() - 1) : host), port);
  }

  private static int port(String digits) {
    try {
      int port = Integer.parseInt(digits);
      return port <= 65_535 ? port : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
