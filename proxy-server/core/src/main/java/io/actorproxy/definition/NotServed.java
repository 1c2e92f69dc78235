package io.actorproxy.definition;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An actor type that was left out of its registration; the others are none the worse for it.
 *
 * @param system the actor system
 * @param name the type's name
 * @param code why it was left out
 * @param reason what of its definition is not served, and what would be
 */
public record NotServed(String system, String name, ErrorCode code, String reason) {
  private static final int NAMES_MAX = 20;

  /** The failure of calls of its actors. */
  public Failure failure() {
    return new Failure(
        code, "'%s' on ActorSystem %s is not registered: %s".formatted(name, system, reason));
  }

  /** Names those that were left out, by code. */
  public static String describe(List<NotServed> types) {
    Map<ErrorCode, List<NotServed>> byCode =
        types.stream()
            .collect(Collectors.groupingBy(NotServed::code, TreeMap::new, Collectors.toList()));
    return byCode.entrySet().stream()
        .map(entry -> entry.getKey() + ": not registered: " + names(entry.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static String names(List<NotServed> types) {
    String first =
        types.stream()
            .map(type -> "%s/%s (%s)".formatted(type.system, type.name, type.reason))
            .sorted()
            .limit(NAMES_MAX)
            .collect(Collectors.joining(", "));
    return types.size() > NAMES_MAX
        ? first + " and " + (types.size() - NAMES_MAX) + " more"
        : first;
  }
}
