package io.actorproxy.config;

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
            env.warn(name + " is not a variable of the proxy" + suggestion(name, known));
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

  private static String suggestion(String name, Set<String> known) {
    String nearest = name;
    int fewest = Math.max(2, name.length() / 3) + 1;
    for (String candidate : known) {
      int edits = edits(name, candidate);
      if (edits < fewest) {
        fewest = edits;
        nearest = candidate;
      }
    }
    return nearest.equals(name)
        ? " and is ignored"
        : " and is ignored; did you mean " + nearest + "?";
  }

  /** How many letters must be added, removed or replaced (Levenshtein's distance). */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      row[column] = column;
    }
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[to.length()];
  }
}
