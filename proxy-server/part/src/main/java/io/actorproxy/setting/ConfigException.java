package io.actorproxy.setting;

import java.util.List;

/** The proxy cannot start with this environment; names everything that is wrong with it at once. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * @param problems as {@link #problems} gives them
   */
  public ConfigException(List<String> problems) {
    super("The configuration is refused:\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line each: the variable's name, its value (masked if secret), and what is allowed. */
  public List<String> problems() {
    return problems;
  }
}
