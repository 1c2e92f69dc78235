package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The map shows the land: every package, and no class that is not there. */
final class ArchitecturePageTest {
  private static final Path PAGE = Path.of("../../docs/ARCHITECTURE.md");
  private static final Path GLOSSARY = Path.of("../../docs/GLOSSARY.md");
  private static final Path MODULES = Path.of("..");
  private static final Pattern PACKAGE =
      Pattern.compile(".*/src/main/java/io/actorproxy/(.+)/package-info.java");
  private static final Pattern PACKAGE_ROW =
      Pattern.compile("^\\| `([a-z.]+)` \\|", Pattern.MULTILINE);
  private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w+)(?:\\.\\w+)?`");

  private static final Pattern TERM = Pattern.compile("^\\| \\*\\*(.+?)\\*\\*", Pattern.MULTILINE);

  /** Named on the page, but not ours to write. */
  private static final List<String> OTHERS = List.of("Any");

  @Test
  void theCodeMapListsEveryPackageAndNoOther() throws IOException {
    List<String> listed = PACKAGE_ROW.matcher(page()).results().map(row -> row.group(1)).toList();

    try (Stream<Path> files = Files.walk(MODULES)) {
      assertThat(listed)
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> PACKAGE.matcher(file.toString()))
                  .filter(Matcher::matches)
                  .map(found -> found.group(1).replace('/', '.'))
                  .toList());
    }
  }

  @Test
  void eachTableOfTheGlossaryIsInTheOrderOfItsTerms() throws IOException {
    for (String table : Files.readString(GLOSSARY).split("\n## ")) {
      assertThat(TERM.matcher(table).results().map(ArchitecturePageTest::letters)).isSorted();
    }
  }

  private static String letters(MatchResult term) {
    return term.group(1).toLowerCase(Locale.ROOT).replace("-", "");
  }

  @Test
  void everyClassThatThePageOrTheGlossaryNamesExists() throws IOException {
    String pages = page() + Files.readString(GLOSSARY);
    List<String> named = CLASS.matcher(pages).results().map(name -> name.group(1)).toList();

    try (Stream<Path> ours = Files.walk(MODULES);
        Stream<Path> port = Files.walk(Path.of("../../statestore/api/src"))) {
      Stream<Path> files = Stream.concat(ours, port);
      List<String> classes =
          Stream.concat(
                  OTHERS.stream(),
                  files
                      .map(file -> file.getFileName().toString())
                      .filter(file -> file.endsWith(".java"))
                      .map(file -> file.substring(0, file.length() - ".java".length())))
              .toList();
      assertThat(named).isNotEmpty().isSubsetOf(classes);
    }
  }

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }
}
