package io.actorproxy.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the repository: every Markdown file that is not built or installed. */
final class Pages {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern FENCE =
      Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private Pages() {}

  static Path page(String name) {
    return ROOT.resolve(name);
  }

  static String name(Path page) {
    return ROOT.relativize(page).toString();
  }

  static List<Path> all() throws IOException {
    try (Stream<Path> files = files()) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  /** Every file of the repository that is not built or installed; to be closed. */
  static Stream<Path> files() throws IOException {
    return Files.walk(ROOT)
        .filter(Files::isRegularFile)
        .filter(file -> !isNotOurs(ROOT.relativize(file)));
  }

  /** The relative links of a page, as they stand there. */
  static List<String> links(Path page) throws IOException {
    return LINK.matcher(FENCE.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.contains(":"))
        .toList();
  }

  /** The anchors of a page's headings, as GitHub makes them. */
  static List<String> anchors(Path page) throws IOException {
    return Pattern.compile("^#+ (.*)$", Pattern.MULTILINE)
        .matcher(FENCE.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .map(Pages::anchor)
        .toList();
  }

  private static String anchor(MatchResult heading) {
    return heading
        .group(1)
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private static boolean isNotOurs(Path file) {
    for (Path part : file) {
      String name = part.toString();
      if (name.equals("target") || name.equals("node_modules") || name.startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
