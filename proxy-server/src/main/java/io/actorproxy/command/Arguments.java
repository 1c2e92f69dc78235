package io.actorproxy.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of a command, told apart.
 *
 * @param words those that stand for themselves, in their order
 * @param options the values of options like {@code --limit 10}, by name without hyphens
 * @param flags the options without value that are there
 */
record Arguments(List<String> words, Map<String, String> options, Set<String> flags) {

  /** The arguments are not what the command takes. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  /**
   * Reads arguments. What comes after {@code --} is a word, whatever it begins with.
   *
   * @throws Wrong if there is an unknown option, or one without its value
   */
  static Arguments read(List<String> given, Set<String> options, Set<String> flags) throws Wrong {
    List<String> words = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    List<String> set = new ArrayList<>();
    boolean onlyWords = false;
    for (int i = 0; i < given.size(); i++) {
      String argument = given.get(i);
      String name = argument.startsWith("--") ? argument.substring(2) : "";
      if (onlyWords || !argument.startsWith("--")) {
        words.add(argument);
      } else if (name.isEmpty()) {
        onlyWords = true;
      } else if (flags.contains(name)) {
        set.add(name);
      } else if (options.contains(name) && i + 1 < given.size()) {
        values.put(name, given.get(++i));
      } else {
        throw new Wrong(
            options.contains(name)
                ? "Expected a value after " + argument
                : "There is no option " + argument);
      }
    }
    return new Arguments(List.copyOf(words), Map.copyOf(values), Set.copyOf(set));
  }

  /** The value of an option; empty if it is not there. */
  String option(String name) {
    return options.getOrDefault(name, "");
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }
}
