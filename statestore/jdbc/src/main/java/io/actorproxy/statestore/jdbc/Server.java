package io.actorproxy.statestore.jdbc;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a database server listens.
 *
 * @param host a name or an address; one of IPv6 without brackets
 */
public record Server(String host, int port) {

  /**
   * Reads a list of servers.
   *
   * @param text servers with commas between them; each a name or an address, with a port of its own
   *     behind a colon if it differs, and then with brackets around an address of IPv6
   * @param port of those that name none
   * @throws IllegalArgumentException if it is no such list; the message says what is wrong with it
   */
  static List<Server> list(String text, int port) {
    List<Server> servers = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      servers.add(of(each.strip(), port));
    }
    return List.copyOf(servers);
  }

  private static Server of(String text, int port) {
    if (text.startsWith("[") && text.contains("]")) {
      int end = text.indexOf(']');
      String rest = text.substring(end + 1);
      return of(text.substring(1, end), rest, port);
    }
    int colon = text.indexOf(':');
    return colon < 0 || colon != text.lastIndexOf(':')
        ? of(text, "", port) // An address of IPv6 has several colons.
        : of(text.substring(0, colon), text.substring(colon), port);
  }

  private static Server of(String host, String portBehindColon, int otherwise) {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("a host between two commas is missing");
    }
    if (portBehindColon.isEmpty()) {
      return new Server(host, otherwise);
    }
    try {
      int port = Integer.parseInt(portBehindColon.substring(1));
      if (portBehindColon.startsWith(":") && port >= 1 && port <= 65_535) {
        return new Server(host, port);
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number out of range is.
    }
    throw new IllegalArgumentException(
        "\"%s\" is no port from 1 to 65535".formatted(portBehindColon.substring(1)));
  }

  /** Host and port, as URLs write them. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
