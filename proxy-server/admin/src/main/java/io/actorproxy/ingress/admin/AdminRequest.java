package io.actorproxy.ingress.admin;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.ActorKey;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a request asks for.
 *
 * @param method as it came, like {@code GET}
 * @param path the names in the path behind {@code /admin/v1/}, decoded
 * @param parameters those of the query, decoded
 */
record AdminRequest(String method, List<String> path, Map<String, List<String>> parameters) {
  private static final String ROOT = "/admin/v1/";

  /** The request of that request line. */
  static AdminRequest of(String method, String target) {
    try {
      QueryStringDecoder decoder = new QueryStringDecoder(target);
      String raw = decoder.rawPath();
      if (!raw.startsWith(ROOT)) {
        throw notFound(method, raw);
      }
      List<String> path = new ArrayList<>();
      for (String name : raw.substring(ROOT.length()).split("/", -1)) {
        path.add(new QueryStringDecoder(name).path());
      }
      return new AdminRequest(method, path, decoder.parameters());
    } catch (IllegalArgumentException e) {
      throw new FailureException(
          ErrorCode.INVALID_REQUEST, "the address cannot be read: " + e.getMessage());
    }
  }

  private static FailureException notFound(String method, String path) {
    return new FailureException(
        ErrorCode.ROUTE_NOT_FOUND,
        "there is no %s %s here; docs/guide/operating-messages.md lists what there is"
            .formatted(method, path));
  }

  /** There is nothing under the path, or it takes other methods. */
  FailureException notFound() {
    Set<String> allowed = AdminPaths.methodsOf(path);
    return allowed.isEmpty()
        ? notFound(method, ROOT + String.join("/", path))
        : new FailureException(
            ErrorCode.METHOD_NOT_ALLOWED,
            "this path takes %s, not %s".formatted(String.join(", ", allowed), method));
  }

  /** Whether it is {@code method} on a path of so many names. */
  boolean is(String wanted, int names) {
    return method.equals(wanted) && path.size() == names;
  }

  String name(int index) {
    return path.get(index);
  }

  /**
   * Refuses unknown parameters, for a filter that is spelt wrong must not mean "all".
   *
   * @throws FailureException {@code INVALID_REQUEST} if there is one beside {@code known}
   */
  void allow(String... known) {
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      if (!Set.of(known).contains(parameter.getKey()) || parameter.getValue().size() > 1) {
        throw invalid(parameter.getKey(), known.length == 0 ? "nothing" : String.join(", ", known));
      }
    }
  }

  /** The parameter of that name; empty if it is not there. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
  }

  /**
   * The parameter, as {@code parser} reads it.
   *
   * @param allowed in words, what it may be
   * @throws FailureException {@code INVALID_REQUEST} if the parser refuses it
   */
  <T> Optional<T> parameter(String name, String allowed, Function<String, T> parser) {
    try {
      return parameter(name).map(parser);
    } catch (IllegalArgumentException _) {
      throw invalid(name, allowed);
    }
  }

  /** A number, at least 1. */
  Optional<Long> number(String name, long max) {
    return parameter(
        name,
        "a number from 1 to " + max,
        text -> {
          long number = Long.parseLong(text);
          if (number < 1 || number > max) {
            throw new IllegalArgumentException(text);
          }
          return number;
        });
  }

  private FailureException invalid(String name, String allowed) {
    return new FailureException(
        ErrorCode.INVALID_REQUEST,
        "parameter '%s' of %s /%s is wrong; allowed is %s"
            .formatted(name, method, String.join("/", path), allowed));
  }

  /**
   * The actor of a path {@code actors/SYSTEM/NAME}.
   *
   * @throws FailureException {@code INVALID_REQUEST} if it cannot be one
   */
  ActorId actor() {
    return actor(1);
  }

  /** The same, of a path in which the system is that name. */
  ActorId actor(int system) {
    String parent = parameter("parent").orElse("");
    for (String text : List.of(name(system), parent, name(system + 1))) {
      if (!ActorKey.isStorable(text)) {
        throw new FailureException(
            ErrorCode.INVALID_REQUEST, "no actor has a name with such characters");
      }
    }
    return new ActorId(name(system), parent, name(system + 1));
  }
}
