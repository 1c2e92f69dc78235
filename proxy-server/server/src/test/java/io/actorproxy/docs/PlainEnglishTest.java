package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages, comments and messages name who acts: the caller, the host, the proxy, an operator. "Nobody
 * waits for it" is harder to read than "no caller waits for it", and says less.
 */
final class PlainEnglishTest {
  /** What is not to be read anywhere, and why. */
  private static final Map<Pattern, String> FORBIDDEN =
      Map.of(
          any("(some|no|any|every)body|(some|any|every|no[- ])one|who(m)?ever"),
          "name who it is: the caller, the host, the proxy, an operator, the store",
          any("he|she|him|his|her|hers"),
          "name who it is, or say 'it' or 'they'",
          any("what (has |had |is to )?(came|comes?|becomes?|became) of"),
          "say 'the result of', or which result",
          any("(makes?|made) nothing of|c(a|o)mes? to nothing"),
          "say what does not happen: 'does not use', 'is not saved'",
          any("go(es)? on|went on|going on"),
          "say 'continues', or what happens next",
          any("hears|hear (of|why|when|that)|heard (of|from|nothing)|in vain|lets? expect"),
          "name the event: 'is called with', 'gets', 'times out'",
          any("broke"),
          "say what failed: 'threw', 'BUG: ...', and what is lost",
          Pattern.compile("^Of "),
          "begin with the noun that it explains");

  /** As in names of tests. */
  private static final Pattern UNNAMED =
      Pattern.compile(
          "\\b(?:(?:some|no|any|every)body|(?:some|any|every)one|whoever)\\p{Upper}\\w*");

  private static Pattern any(String words) {
    return Pattern.compile("(?i)(?<![\\w\"'/\\\\])(?:" + words + ")\\b(?!')");
  }

  @Test
  void textsNameWhoActs() throws IOException {
    try (Stream<Prose> everything = Prose.ofTheRepository()) {
      assertThat(everything.flatMap(prose -> faults(prose).stream())).isEmpty();
    }
  }

  @Test
  void identifiersNameWhoActs() throws IOException {
    try (Stream<Path> files = Pages.files()) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .flatMap(file -> UNNAMED.matcher(Prose.read(file)).results())
                  .map(MatchResult::group))
          .isEmpty();
    }
  }

  private static List<String> faults(Prose prose) {
    return FORBIDDEN.entrySet().stream()
        .filter(rule -> rule.getKey().matcher(prose.text()).find())
        .map(rule -> prose + "\n    " + rule.getValue())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/** Nobody waits. */",
        "// What no one needs.",
        "/**\n * Returns it to\n * whoever asks.\n */",
        "// It goes on.",
        "/* What came of it. */",
        "/** Of most saves. */",
        "LOG.error(\"Expected {} to take it, but it broke\", actor);",
        "String text = \"\"\"\n  Callers\n  hear of it.\"\"\";"
      })
  void aCommentOrASentenceInAStringIsRead(String java) {
    assertThat(Prose.ofJava("A.java", java).flatMap(prose -> faults(prose).stream())).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReplyTo nobody = BodyPublishers.noBody();",
        "call(\"nobody\", \"hear\");",
        "String s = \"/actors/nobody\"; // a \"nobody\" has no page",
        "String json = \"{\\\"nobody\\\": 1}\";",
        "char quote = '\"'; int whoever = 1; char other = '\"';"
      })
  void namesAreNotProse(String java) {
    assertThat(Prose.ofJava("A.java", java).flatMap(prose -> faults(prose).stream())).isEmpty();
  }
}
