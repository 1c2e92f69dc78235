package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page of each error code has the same four answers at the same place. */
final class ErrorPagesTest {
  private static final Path PAGES = Path.of("../../docs/errors");
  private static final Pattern STATUS = Pattern.compile("HTTP status: (\\d{3} .+)");

  @ParameterizedTest
  @EnumSource
  void everyCodeHasAPageThatAnswersTheSameQuestions(ErrorCode code) throws IOException {
    assertThat(Files.readString(page(code)))
        .startsWith("# " + code + "\n\nHTTP status: ")
        .containsSubsequence(
            "\n## What happened\n", "\n## Did the action run?\n", "\n## What to do\n");
  }

  @Test
  void noPageIsLeftOver() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Stream.of(ErrorCode.values()).map(code -> code + ".md"),
                      Stream.of("README.md"))
                  .toList());
    }
  }

  @Test
  void theIndexListsEveryCodeOnceInTheOrderOfTheVocabulary() throws IOException {
    List<String> listed =
        Pattern.compile("^\\| \\[([A-Z_]+)\\]\\(\\1\\.md\\)", Pattern.MULTILINE)
            .matcher(index())
            .results()
            .map(row -> row.group(1))
            .toList();

    assertThat(listed).containsExactly(names());
  }

  @ParameterizedTest
  @EnumSource
  void indexAndPageNameTheSameStatus(ErrorCode code) throws IOException {
    var status = STATUS.matcher(Files.readString(page(code)));

    assertThat(status.find()).isTrue();
    assertThat(index()).contains("[%s](%s.md) | %s |".formatted(code, code, status.group(1)));
  }

  private static String[] names() {
    return Stream.of(ErrorCode.values()).map(Enum::name).toArray(String[]::new);
  }

  private static String index() throws IOException {
    return Files.readString(PAGES.resolve("README.md"));
  }

  private static Path page(ErrorCode code) {
    return PAGES.resolve(code + ".md");
  }
}
