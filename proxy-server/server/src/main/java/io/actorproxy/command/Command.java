package io.actorproxy.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A command of an operator.
 *
 * @param name its first word
 * @param meaning for the help
 * @param door which of the proxy's ports is asked
 * @param verbs what it does
 */
record Command(String name, String meaning, Door door, List<Verb> verbs) {
  /** The options of every command. */
  static final List<Option> COMMON = List.of(Option.URL, Option.JSON, Option.HELP);

  /** The options of all verbs, each once. */
  Set<Option> options() {
    Set<Option> all = new LinkedHashSet<>();
    verbs.forEach(verb -> all.addAll(verb.required()));
    verbs.forEach(verb -> all.addAll(verb.options()));
    all.addAll(COMMON);
    return all;
  }

  /** The verb that was chosen, and its arguments. */
  record Asked(Verb verb, List<String> operands) {}

  /** The verb that is meant if none is given: the list, if the command has one of everything. */
  private @Nullable Verb unspoken() {
    return verbs.stream()
        .filter(verb -> verb.name().equals("list") && verb.operands().isEmpty())
        .findFirst()
        .orElse(null);
  }

  /**
   * Finds the verb. It may also follow the operands that come before the first value of its own, as
   * in {@code history SYSTEM NAME restore 12}, which is how it was written once.
   *
   * @throws Wrong if there is none, or it does not take these arguments
   */
  Asked find(Arguments arguments) throws Wrong {
    List<String> words = arguments.words();
    boolean hasWords = !verbs.getFirst().name().isEmpty();
    if (!hasWords) {
      return check(verbs, words, arguments);
    }
    Verb unspoken = unspoken();
    if (words.isEmpty() && unspoken != null) {
      return check(List.of(unspoken), words, arguments);
    }
    String first = words.isEmpty() ? "" : words.getFirst();
    List<Verb> named = named(first);
    if (!named.isEmpty()) {
      return check(named, words.subList(1, words.size()), arguments);
    }
    List<Verb> last = words.size() < 3 ? List.of() : named(words.get(2));
    if (last.stream().anyMatch(verb -> verb.operands().size() >= 2)) {
      List<String> operands = new ArrayList<>(words);
      operands.remove(2);
      return check(last, operands, arguments);
    }
    List<String> names = verbs.stream().map(Verb::name).distinct().toList();
    throw new Wrong(
        "Expected %s after %s%s"
            .formatted(
                String.join(" or ", names),
                name,
                first.isEmpty() ? "" : ", but got '" + first + "'" + Suggestion.of(first, names)));
  }

  private List<Verb> named(String word) {
    return verbs.stream().filter(verb -> verb.name().equals(word)).toList();
  }

  private Asked check(List<Verb> named, List<String> operands, Arguments arguments) throws Wrong {
    Verb verb =
        named.stream()
            .filter(v -> v.operands().size() == operands.size())
            .findFirst()
            .orElseThrow(() -> new Wrong("Expected " + expected(named)));
    for (Option option : arguments.given()) {
      if (!verb.takes(option)) {
        throw new Wrong("Expected " + expected(named) + ", without --" + option.name());
      }
    }
    for (Option option : verb.required()) {
      if (!arguments.has(option)) {
        throw new Wrong("Expected " + expected(named));
      }
    }
    for (int i = 0; i < operands.size(); i++) {
      verb.operands().get(i).require(operands.get(i));
    }
    return new Asked(verb, operands);
  }

  private String expected(List<Verb> named) {
    return String.join(" or ", named.stream().map(verb -> line(verb)).toList());
  }

  private String line(Verb verb) {
    String written = verb.written();
    if (verb.equals(unspoken())) {
      written = "[" + verb.name() + "]" + written.substring(verb.name().length());
    }
    return (name + " " + written).strip();
  }

  /** The help of this command. */
  String usage() {
    StringBuilder text = new StringBuilder("usage:\n");
    verbs.forEach(verb -> text.append("  %s%n      %s%n".formatted(line(verb), verb.meaning())));
    text.append("\noptions:\n");
    int width = options().stream().mapToInt(option -> option.written().length()).max().orElse(0);
    Stream.concat(options().stream().filter(option -> !COMMON.contains(option)), COMMON.stream())
        .forEach(
            option ->
                text.append(
                    ("  %-" + width + "s  %s%n").formatted(option.written(), option.meaning())));
    return text.toString();
  }
}
