package io.actorproxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.cluster.link.LinkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A message or a page that names a variable to set names one that exists. */
final class NamedVariablesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:PROXY|SPAWN|USER_FUNCTION|ACTORS_GLOBAL)_[A-Z][A-Z0-9_]*\\*?");

  private static final Set<String> KNOWN = known();

  /**
   * The server itself does not know them: the command {@code import-spawn} and the launcher read
   * them.
   */
  private static final Set<String> OF_OTHERS =
      Set.of("PROXY_IMPORT_KEY", "PROXY_IMPORT_PASSWORD", "PROXY_MEMORY_MIB");

  @Test
  void everyVariableNamedInPagesAndMessagesExists() throws IOException {
    Set<String> unknown = new TreeSet<>();
    for (Path file : pagesAndSources()) {
      Matcher names = NAME.matcher(Files.readString(file));
      names
          .results()
          .map(result -> result.group())
          .filter(name -> !isKnown(name) && !OF_OTHERS.contains(name))
          .forEach(name -> unknown.add(name + " in " + file));
    }

    assertThat(unknown).isEmpty();
  }

  /** A name, or the beginning of several, which ends with an underscore or with a star. */
  private static boolean isKnown(String name) {
    String beginning = name.replace("*", "");
    return name.endsWith("*") || name.endsWith("_")
        ? KNOWN.stream().anyMatch(other -> other.startsWith(beginning))
        : KNOWN.contains(name);
  }

  private static Set<String> known() {
    Distribution distribution = Distribution.found();
    Set<String> names =
        new TreeSet<>(new KnownVariables(distribution, Variables.of(distribution)).names());
    // No part of the distribution has them yet.
    LinkSettings.SECTION.variables().forEach(variable -> names.add(variable.name()));
    return names;
  }

  private static List<Path> pagesAndSources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".md") || isMainSource(file))
          .filter(file -> !file.toString().contains("/target/"))
          .toList();
    }
  }

  private static boolean isMainSource(Path file) {
    String path = file.toString();
    return path.endsWith(".java")
        && path.contains("/src/main/")
        && !path.contains("/verification/");
  }
}
