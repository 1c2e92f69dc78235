package io.actorproxy.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command, told apart.
 *
 * @param words those that stand for themselves, in their order
 * @param options the values of the options that are there; empty for those without a value
 */
record Arguments(List<String> words, Map<Option, String> options) {

  /**
   * Reads arguments. What comes after {@code --} is a word, whatever it begins with.
   *
   * @throws Wrong if there is an unknown option, or one whose value is missing or not allowed
   */
  static Arguments read(List<String> given, Collection<Option> known) throws Wrong {
    List<String> words = new ArrayList<>();
    Map<Option, String> options = new LinkedHashMap<>();
    boolean onlyWords = false;
    for (int i = 0; i < given.size(); i++) {
      String argument = given.get(i);
      if (onlyWords || !argument.startsWith("--") && !argument.equals("-h")) {
        words.add(argument);
      } else if (argument.equals("--")) {
        onlyWords = true;
      } else {
        Option option = option(argument, known);
        if (option.value() == null) {
          options.put(option, "");
        } else if (i + 1 < given.size()) {
          options.put(option, value(option, option.value(), given.get(++i)));
        } else {
          throw new Wrong("Expected a value after " + argument);
        }
      }
    }
    return new Arguments(List.copyOf(words), options);
  }

  private static Option option(String argument, Collection<Option> known) throws Wrong {
    String name = argument.equals("-h") ? Option.HELP.name() : argument.substring(2);
    for (Option option : known) {
      if (option.name().equals(name)) {
        return option;
      }
    }
    List<String> names = known.stream().map(option -> "--" + option.name()).toList();
    throw new Wrong("There is no option " + argument + Suggestion.of(argument, names));
  }

  private static String value(Option option, Value value, String text) throws Wrong {
    try {
      return value.require(text);
    } catch (Wrong _) {
      throw new Wrong(
          "Expected --%s to be %s, but got '%s'".formatted(option.name(), value.allowed(), text));
    }
  }

  Set<Option> given() {
    return options.keySet();
  }

  /** The value of an option; empty if it is not there. */
  String value(Option option) {
    @Nullable String value = options.get(option);
    return value == null ? "" : value;
  }

  boolean has(Option option) {
    return options.containsKey(option);
  }
}
