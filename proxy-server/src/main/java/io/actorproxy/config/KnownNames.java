package io.actorproxy.config;

import io.actorproxy.command.Suggestion;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges the names in the environment that the proxy does not read. */
final class KnownNames {
  private static final Pattern OURS = Pattern.compile("(PROXY|SPAWN|USER_FUNCTION|ACTORS)_.*");

  /** Kubernetes adds variables for each service of a namespace, whatever its name. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          ".*_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_[A-Z]+)?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private KnownNames() {}

  /** Warns of what is asked for in vain and of names that are known to nobody. */
  static void judge(Map<String, String> variables, Environment env) {
    var set = new TreeMap<>(variables);
    set.values().removeIf(String::isEmpty);
    for (UnusedNames group : UnusedNames.ALL) {
      group.judge(set, env);
    }
    Set<String> known = all();
    set.forEach(
        (name, value) -> {
          if (isMeantForUs(name, value) && !known.contains(name)) {
            env.warn(
                name
                    + " is not a variable of the proxy and is ignored"
                    + Suggestion.of(name, known));
          }
        });
  }

  /** Every name that is expected in an environment. */
  static Set<String> all() {
    return Stream.concat(
            Variables.all().stream().map(Variable::name),
            UnusedNames.ALL.stream().flatMap(group -> group.names().stream()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a name can hardly be meant for anybody else. */
  static boolean isOurs(String name) {
    return OURS.matcher(name).matches();
  }

  private static boolean isMeantForUs(String name, String value) {
    return isOurs(name)
        && !SERVICE_LINK.matcher(name).matches()
        && !SERVICE_ADDRESS.matcher(value).matches();
  }
}
