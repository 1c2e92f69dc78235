package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages point at each other and at the code; what they point at is there. */
final class LinksTest {
  private static final Path INDEX = Pages.page("docs/README.md");

  @Test
  void everyRelativeLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : Pages.all()) {
      for (String link : Pages.links(page)) {
        if (!leadsSomewhere(page, link)) {
          broken.add(Pages.name(page) + " -> " + link);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void everyPageIsLinkedFromTheIndexOrFromAPageThatIs() throws IOException {
    Set<Path> reached = new HashSet<>();
    Deque<Path> toRead = new ArrayDeque<>(List.of(INDEX));
    while (!toRead.isEmpty()) {
      Path page = toRead.pop();
      if (reached.add(page)) {
        for (String link : Pages.links(page)) {
          Path target = target(page, link);
          if (target.toString().endsWith(".md") && Files.exists(target)) {
            toRead.push(target);
          }
        }
      }
    }

    assertThat(reached).containsAll(Pages.all());
  }

  @Test
  void theIndexHasEveryGuide() throws IOException {
    List<String> links = Pages.links(INDEX);

    try (Stream<Path> guides = Files.list(Pages.page("docs/guide"))) {
      assertThat(guides.map(guide -> "guide/" + guide.getFileName())).isSubsetOf(links);
    }
  }

  @Test
  void theReadmeLeadsToTheIndex() throws IOException {
    assertThat(Pages.links(Pages.page("README.md"))).contains("docs/README.md");
  }

  @Test
  void everyDecisionIsInTheirIndex() throws IOException {
    Path decisions = Pages.page("docs/adr");
    String index = Files.readString(decisions.resolve("README.md"));

    try (Stream<Path> files = Files.list(decisions)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.equals("README.md"))
          .allSatisfy(name -> assertThat(index).containsOnlyOnce("(" + name + ")"));
    }
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    Path target = target(page, link);
    int hash = link.indexOf('#');
    if (!Files.exists(target)) {
      return false;
    }
    return hash < 0
        || !target.toString().endsWith(".md")
        || Pages.anchors(target).contains(link.substring(hash + 1));
  }

  private static Path target(Path page, String link) {
    String file = link.replaceFirst("#.*", "");
    return file.isEmpty() ? page : page.resolveSibling(file).normalize();
  }
}
