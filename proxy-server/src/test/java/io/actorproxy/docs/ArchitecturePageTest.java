package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The map shows the land: every package, and no class that is not there. */
final class ArchitecturePageTest {
  private static final Path PAGE = Path.of("../docs/ARCHITECTURE.md");
  private static final Path GLOSSARY = Path.of("../docs/GLOSSARY.md");
  private static final Path SOURCES = Path.of("src/main/java/io/actorproxy");
  private static final Pattern PACKAGE_ROW =
      Pattern.compile("^\\| `([a-z.]+)` \\|", Pattern.MULTILINE);
  private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w+)(?:\\.\\w+)?`");

  /** Named on the page, but not ours to write. */
  private static final List<String> OTHERS = List.of("Any");

  @Test
  void theCodeMapListsEveryPackageAndNoOther() throws IOException {
    List<String> listed = PACKAGE_ROW.matcher(page()).results().map(row -> row.group(1)).toList();

    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(listed)
          .containsExactlyInAnyOrderElementsOf(
              files
                  .filter(file -> file.endsWith("package-info.java"))
                  .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
                  .toList());
    }
  }

  @Test
  void everyClassThatThePageOrTheGlossaryNamesExists() throws IOException {
    String pages = page() + Files.readString(GLOSSARY);
    List<String> named = CLASS.matcher(pages).results().map(name -> name.group(1)).toList();

    try (Stream<Path> ours = Files.walk(Path.of("src"));
        Stream<Path> port = Files.walk(Path.of("../statestore/api/src"))) {
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
