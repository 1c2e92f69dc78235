package io.actorproxy.config;

import io.actorproxy.command.Suggestion;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Variable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges the names in the environment that the proxy does not read. */
final class KnownVariables {
  private static final Pattern OURS = Pattern.compile("(PROXY|SPAWN|USER_FUNCTION|ACTORS)_.*");

  /** Kubernetes adds variables for each service of a namespace, whatever its name. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          ".*_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_[A-Z]+)?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private static final Pattern PREFIX = Pattern.compile("^(PROXY|SPAWN)_");
  private static final int SLIPS = 2;

  private final Distribution distribution;
  private final Variables variables;
  private final Set<String> known;

  KnownVariables(Distribution distribution, Variables variables) {
    this.distribution = distribution;
    this.variables = variables;
    this.known =
        Stream.concat(
                variables.all().stream().map(Variable::name),
                VariablesWithoutEffect.ALL.stream().flatMap(group -> group.names().stream()))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Every name that is expected in an environment. */
  Set<String> names() {
    return known;
  }

  /**
   * Warns of variables that have no effect in this version and of names that are not known; refuses
   * those of parts that the distribution lacks.
   */
  void judge(Map<String, String> environment, Environment env) {
    var set = new TreeMap<>(environment);
    set.values().removeIf(String::isEmpty);
    for (VariablesWithoutEffect group : VariablesWithoutEffect.ALL) {
      group.judge(set, env);
    }
    for (KnownPart part : distribution.lacks()) {
      part.refuseVariables(set, env);
      set.keySet().removeIf(part::hasVariable);
    }
    set.forEach(
        (name, value) -> {
          if (isMeantForUs(name, value) && !known.contains(name)) {
            judgeUnknown(name, set, env);
          }
        });
  }

  private void judgeUnknown(String name, Map<String, String> set, Environment env) {
    Variable<?> meant = protecting(name, set);
    if (meant != null) {
      env.problem(
          "%s: is not a variable of the proxy; did you mean %s? Without it less is protected, so the"
                  .formatted(name, meant.name())
              + " proxy does not start");
    } else {
      env.warn(
          name + " is not a variable of the proxy and is ignored" + Suggestion.of(name, known));
    }
  }

  /** The variable that was probably meant, if the proxy would be less safe without it. */
  private @Nullable Variable<?> protecting(String name, Map<String, String> set) {
    String body = PREFIX.matcher(name).replaceFirst("");
    for (Variable<?> variable : variables.protecting()) {
      String protecting = PREFIX.matcher(variable.name()).replaceFirst("");
      if (!set.containsKey(variable.name()) && Suggestion.slips(body, protecting) <= SLIPS) {
        return variable;
      }
    }
    return null;
  }

  /** Whether a name can hardly be meant for another program. */
  static boolean isOurs(String name) {
    return OURS.matcher(name).matches();
  }

  private static boolean isMeantForUs(String name, String value) {
    return isOurs(name)
        && !SERVICE_LINK.matcher(name).matches()
        && !SERVICE_ADDRESS.matcher(value).matches();
  }
}
