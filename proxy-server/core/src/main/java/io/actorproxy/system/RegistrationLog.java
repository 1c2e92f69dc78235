package io.actorproxy.system;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.NotServed;
import io.actorproxy.invocation.Failure;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators what hosts register: each type once, and again when it changes. Hosts repeat
 * their registrations, and most SDKs ignore that one is refused. Thread safe.
 */
final class RegistrationLog {
  private static final Logger LOG = LoggerFactory.getLogger(RegistrationLog.class);
  private static final int NAMES_MAX = 20;
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final TimeSource time;
  private final Set<List<String>> told = new HashSet<>();
  private final Map<List<String>, NotServed> toldNotServed = new HashMap<>();
  private String lastRefusal = "";
  private long refusedAt;
  private int repetitions;

  RegistrationLog(TimeSource time) {
    this.time = time;
  }

  /**
   * A host has registered.
   *
   * @param host what it calls itself, or an empty text
   * @param all everything it registered
   * @param changed those that are new to the proxy, or differ from before
   */
  synchronized void accepted(String host, List<ActorType> all, Set<ActorType> changed) {
    List<ActorType> added = new ArrayList<>();
    List<ActorType> redefined = new ArrayList<>();
    for (ActorType type : all) {
      if (told.add(List.of(type.system(), type.name()))) {
        added.add(type);
      } else if (changed.contains(type)) {
        redefined.add(type);
      }
    }
    String by = host.isEmpty() ? "" : " by " + host;
    if (!added.isEmpty()) {
      LOG.info("Registered{}: {}", by, described(added));
    }
    if (!redefined.isEmpty()) {
      LOG.info("Registered anew and changed{}: {}", by, described(redefined));
    }
  }

  /** Types were left out. */
  synchronized void notServed(List<NotServed> types) {
    List<NotServed> added =
        types.stream()
            .filter(
                type -> !type.equals(toldNotServed.put(List.of(type.system(), type.name()), type)))
            .toList();
    if (!added.isEmpty()) {
      LOG.warn("{}", NotServed.describe(added));
    }
  }

  /** A registration was refused; a host that tries it again and again is one line a minute. */
  synchronized void refused(Failure failure) {
    String refusal = failure.code() + ": " + failure.message();
    long now = time.nanoTime();
    if (refusal.equals(lastRefusal) && now - refusedAt < QUIET_NANOS) {
      repetitions++;
      return;
    }
    LOG.warn(
        "A registration was refused: {}{}",
        refusal,
        refusal.equals(lastRefusal) && repetitions > 0
            ? " (and " + repetitions + " times since the line before)"
            : "");
    lastRefusal = refusal;
    refusedAt = now;
    repetitions = 0;
  }

  private static String described(List<ActorType> types) {
    return joined(
        types.stream()
            .map(
                type ->
                    type.system()
                        + "/"
                        + type.name()
                        + " ("
                        + type.kind()
                        + (type.stateful() ? ")" : ", not stateful: states in memory only)")));
  }

  private static String joined(Stream<String> names) {
    List<String> all = names.sorted().toList();
    String first = all.stream().limit(NAMES_MAX).collect(Collectors.joining(", "));
    return all.size() > NAMES_MAX ? first + " and " + (all.size() - NAMES_MAX) + " more" : first;
  }
}
