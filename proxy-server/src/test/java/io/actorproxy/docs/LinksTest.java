package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages point at each other and at the code; what they point at is there. */
final class LinksTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  @Test
  void everyRelativeLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      LINK.matcher(Files.readString(page))
          .results()
          .map(link -> link.group(1))
          .filter(link -> !link.contains(":") && !link.startsWith("#"))
          .filter(link -> !Files.exists(page.resolveSibling(link.replaceFirst("#.*", ""))))
          .forEach(link -> broken.add(ROOT.relativize(page) + " -> " + link));
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void everyDecisionIsInTheirIndex() throws IOException {
    Path decisions = ROOT.resolve("docs/adr");
    String index = Files.readString(decisions.resolve("README.md"));

    try (Stream<Path> files = Files.list(decisions)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.equals("README.md"))
          .allSatisfy(name -> assertThat(index).containsOnlyOnce("(" + name + ")"));
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.startsWith(ROOT.resolve("docs/examples")))
          .toList();
    }
  }
}
