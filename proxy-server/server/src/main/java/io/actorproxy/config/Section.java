package io.actorproxy.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Variables that belong together. Declaring one through its section also lists it there. */
final class Section {
  private final String title;
  private final List<Variable<?>> variables = new ArrayList<>();

  Section(String title) {
    this.title = title;
  }

  /** One that begins with the variables of another. */
  Section(String title, Section beginning) {
    this(title);
    variables.addAll(beginning.variables);
  }

  String title() {
    return title;
  }

  List<Variable<?>> variables() {
    return Collections.unmodifiableList(variables);
  }

  /** A variable that Spawn has too. */
  <T> Variable<T> original(String name, ValueType<T> type, Object defaultValue, String meaning) {
    return add(new Variable<>(name, type, defaultValue.toString(), "", meaning, false, true));
  }

  /** A variable of our own. */
  <T> Variable<T> ours(String name, ValueType<T> type, Object defaultValue, String meaning) {
    return add(new Variable<>(name, type, defaultValue.toString(), "", meaning, false, false));
  }

  <T> Variable<T> add(Variable<T> variable) {
    variables.add(variable);
    return variable;
  }
}
