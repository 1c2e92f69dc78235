package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Pages name who acts: the caller, the host, the proxy, an operator. "Nobody waits for it" is
 * harder to read than "no caller waits for it", and says less.
 */
final class PlainEnglishPagesTest {
  private static final Pattern UNNAMED_PERSON =
      Pattern.compile(
          "\\b(?:(?:some|no|any|every)body|who(?:m)?ever)\\b", Pattern.CASE_INSENSITIVE);

  @Test
  void pagesSayWhoIsMeant() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path page : Pages.all()) {
      List<String> lines = Files.readAllLines(page);
      for (int i = 0; i < lines.size(); i++) {
        if (UNNAMED_PERSON.matcher(lines.get(i)).find()) {
          found.add(Pages.name(page) + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }

    assertThat(found).isEmpty();
  }
}
