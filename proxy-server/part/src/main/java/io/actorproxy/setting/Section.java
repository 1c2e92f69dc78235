package io.actorproxy.setting;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Variables that belong together. Declaring one through its section also lists it there. */
public final class Section {
  private final String title;
  private final List<Variable<?>> variables = new ArrayList<>();
  private final List<Variable<?>> protecting = new ArrayList<>();

  /** One without variables as yet. */
  public Section(String title) {
    this.title = title;
  }

  /** One that begins with the variables of another. */
  public Section(String title, Section beginning) {
    this(title);
    variables.addAll(beginning.variables);
    protecting.addAll(beginning.protecting);
  }

  /** What its variables are about. */
  public String title() {
    return title;
  }

  /** In the order in which they were declared. */
  public List<Variable<?>> variables() {
    return Collections.unmodifiableList(variables);
  }

  /** Those without which data is open to more people than the operator wants. */
  public List<Variable<?>> protecting() {
    return Collections.unmodifiableList(protecting);
  }

  /** A variable that Spawn has too. */
  public <T> Variable<T> original(
      String name, ValueType<T> type, Object defaultValue, String meaning) {
    return add(new Variable<>(name, type, defaultValue.toString(), "", meaning, false, true));
  }

  /** A variable of our own. */
  public <T> Variable<T> ours(String name, ValueType<T> type, Object defaultValue, String meaning) {
    return add(new Variable<>(name, type, defaultValue.toString(), "", meaning, false, false));
  }

  /**
   * A variable of our own whose default depends on the process.
   *
   * @param defaultMeaning the default in words
   * @param defaultText the same as a value
   */
  public <T> Variable<T> ours(
      String name,
      ValueType<T> type,
      String defaultMeaning,
      Supplier<String> defaultText,
      String meaning) {
    return add(new Variable<>(name, type, defaultText, defaultMeaning, meaning, false, false));
  }

  /** A variable of any other form. */
  public <T> Variable<T> add(Variable<T> variable) {
    variables.add(variable);
    return variable;
  }

  /** Takes over the variables of another section. */
  public void include(Section other) {
    variables.addAll(other.variables);
    protecting.addAll(other.protecting);
  }

  /** Marks a variable of this section: a start under a name that is nearly its own is refused. */
  public <T> Variable<T> protecting(Variable<T> variable) {
    protecting.add(variable);
    return variable;
  }
}
