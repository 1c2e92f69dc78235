package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the page of the cluster's protocol names are there. */
final class ClusterPageTest {
  private static final Path PAGE = Pages.page("docs/cluster-protocol.md");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final Pattern TEST =
      Pattern.compile("(?:@Test|@ParameterizedTest)\\b[^;]*?\\bvoid (\\w+)\\(");

  @Test
  void eachTestThatItNamesExists() throws IOException {
    List<MatchResult> named = NAMED.matcher(Files.readString(PAGE)).results().toList();
    Map<String, List<String>> tests = new TreeMap<>();
    try (Stream<Path> files = Pages.files()) {
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        String type = file.getFileName().toString().replace(".java", "");
        if (named.stream().anyMatch(test -> test.group(1).equals(type))) {
          TEST.matcher(Files.readString(file))
              .results()
              .forEach(test -> tests.merge(type, List.of(test.group(1)), ClusterPageTest::both));
        }
      }
    }
    assertThat(named).hasSizeGreaterThan(30);
    assertThat(named)
        .allSatisfy(test -> assertThat(tests.get(test.group(1))).contains(test.group(2)));
  }

  private static List<String> both(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }
}
