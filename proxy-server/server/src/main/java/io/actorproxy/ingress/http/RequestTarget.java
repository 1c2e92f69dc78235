package io.actorproxy.ingress.http;

import io.actorproxy.codec.InvocationEnvelope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's target, taken apart.
 *
 * @param route the route it leads to
 * @param path as it was sent, one character for each byte
 * @param query what follows the question mark, or empty
 */
record RequestTarget(Route route, String path, String query)
    implements InvocationEnvelope.Defaults {
  private static final List<Route> ROUTES = List.of(Route.values());
  private static final String ACTORS = "/actors/";
  private static final String SYSTEM = "/api/v1/system/";
  private static final String INVOKE = "/invoke";

  /** Finds the route; null if there is none. */
  static @Nullable RequestTarget of(String method, String target) {
    String relative = withoutAuthority(target);
    for (Route route : ROUTES) {
      int end = route.pathEnd(relative);
      boolean isStateOfSpawn = route == Route.SPAWN && Route.STATE.allows(method);
      if (end >= 0 && !isStateOfSpawn) {
        String query = end == relative.length() ? "" : relative.substring(end + 1);
        return new RequestTarget(route, relative.substring(0, end), query);
      }
    }
    return null;
  }

  /** A client may send the whole address (RFC 9112, absolute-form); the host does not matter. */
  private static String withoutAuthority(String target) {
    if (target.startsWith("/") || !target.regionMatches(true, 0, "http://", 0, 7)) {
      return target;
    }
    int path = target.indexOf('/', 7);
    return path < 0 ? "/" : target.substring(path);
  }

  /** The system that the path names, decoded; not of {@link Route#REGISTER}. */
  @Override
  public String system() {
    return decode(path.substring(SYSTEM.length(), actorsAt()));
  }

  /** The actor that the path of {@link Route#STATE} or {@link Route#INVOKE} names, decoded. */
  @Override
  public String actor() {
    return decode(path.substring(actorsAt() + ACTORS.length(), actorEnd()));
  }

  private int actorsAt() {
    return path.indexOf(ACTORS, SYSTEM.length());
  }

  private int actorEnd() {
    return path.length() - (route == Route.INVOKE ? INVOKE.length() : 0);
  }

  /** The first value of a query parameter; null if it is not there. */
  @Nullable String parameter(String name) {
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (key.equals(name)) {
        return equals < 0 ? "" : decode(pair.substring(equals + 1));
      }
    }
    return null;
  }

  /** Percent-decoding that leaves alone what is not an escape, and reads the bytes as UTF-8. */
  private static String decode(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      int escaped = raw.charAt(i) == '%' ? hexByte(raw, i + 1) : -1;
      if (escaped >= 0) {
        i += 2;
      }
      bytes.write(escaped >= 0 ? escaped : raw.charAt(i));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int hexByte(String raw, int at) {
    if (at + 2 > raw.length()) {
      return -1;
    }
    int high = Character.digit(raw.charAt(at), 16);
    int low = Character.digit(raw.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
