package io.actorproxy.setting;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Reads variables one by one, remembering what was read and everything that is wrong. */
public final class Environment {
  private final Map<String, String> variables;
  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private final List<String> warnings = new ArrayList<>();

  /** Reads these, by name. */
  public Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /** The variable's value or its default; a wrong value is noted and its default returned. */
  public <T> T get(Variable<T> variable) {
    return get(variable, variable.defaultText());
  }

  /** The same, with a default that the variable cannot know by itself. */
  public <T> T get(Variable<T> variable, Supplier<String> defaultText) {
    String text = text(variable.name());
    if (!text.isEmpty()) {
      note(variable.name(), variable.shown(text), Setting.Source.ENVIRONMENT);
      try {
        return variable.type().parser().parse(text);
      } catch (ValueType.Refusal refusal) {
        problem(variable, text, refusal.reason());
      }
    }
    String otherwise = defaultText.get();
    if (text.isEmpty()) {
      note(variable.name(), otherwise, Setting.Source.DEFAULT);
    }
    try {
      return variable.type().parser().parse(otherwise);
    } catch (ValueType.Refusal refusal) {
      throw new IllegalStateException("default of " + variable.name(), refusal);
    }
  }

  /** What is written there, without a look at what it means; empty if it is not set. */
  public String text(String name) {
    return variables.getOrDefault(name, "");
  }

  /** Whether the variable has a value of its own. */
  public boolean isSet(String name) {
    return !text(name).isEmpty();
  }

  /** Notes that a variable is set to a value that has no effect in this version. */
  public void noEffect(String name, String shown) {
    note(name, shown, Setting.Source.NO_EFFECT);
  }

  private void note(String name, String shown, Setting.Source source) {
    settings.put(name, new Setting(name, shown, source));
  }

  /** Notes something that keeps nothing from starting. */
  public void warn(String warning) {
    warnings.add(warning);
  }

  /** Notes a value that is wrong for a reason its type alone cannot know. */
  public void problem(Variable<?> variable, String text, String refusal) {
    problems.add(
        "%s: \"%s\" %s; allowed is %s"
            .formatted(variable.name(), variable.shown(text), refusal, variable.type().allowed()));
  }

  /** Notes any other reason not to start, one line. */
  public void problem(String problem) {
    problems.add(problem);
  }

  /** The settings that were read, in that order of the declarations; then those without effect. */
  public List<Setting> settings(List<Variable<?>> declarations) {
    List<String> order = declarations.stream().<String>map(Variable::name).toList();
    return settings.values().stream()
        .sorted(Comparator.comparingInt(setting -> position(setting, order)))
        .toList();
  }

  private static int position(Setting setting, List<String> order) {
    int position = order.indexOf(setting.name());
    return position < 0 ? order.size() : position;
  }

  /** What was warned of, one line each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigException if any value was wrong
   */
  public void refuseIfWrong() {
    if (!problems.isEmpty()) {
      throw new ConfigException(List.copyOf(problems));
    }
  }
}
