package io.actorproxy.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A piece of text for people: a comment or a sentence in a string of a Java source, or a line of
 * another file.
 *
 * @param place the file and the line
 */
record Prose(String place, String text) {
  private static final Pattern COMMENT_OR_LITERAL =
      Pattern.compile(
          "//[^\\n]*|/\\*(?s:.*?)\\*/|\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\\n]++|\\\\.)*+\""
              + "|'(?:[^'\\\\\\n]++|\\\\.)++'");

  private static final Pattern MARGIN =
      Pattern.compile("^\\s*/?\\*+/?|\\*/$|^//", Pattern.MULTILINE);
  private static final Pattern OTHER_TEXTS =
      Pattern.compile(".*\\.(md|py|h|c|puml|proto|js)|(.*/)?proxy");

  /** All texts of the repository but licences. */
  static Stream<Prose> ofTheRepository() throws IOException {
    return Pages.files().flatMap(Prose::of);
  }

  private static Stream<Prose> of(Path file) {
    String name = Pages.name(file);
    if (name.endsWith(".java")) {
      return name.endsWith("/PlainEnglishTest.java") ? Stream.of() : ofJava(name, read(file));
    }
    return OTHER_TEXTS.matcher(name).matches() ? ofLines(name, read(file)) : Stream.of();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A string without a space is a name, which is not checked. */
  static Stream<Prose> ofJava(String name, String source) {
    return COMMENT_OR_LITERAL
        .matcher(source)
        .results()
        .filter(piece -> piece.group().startsWith("/") || piece.group().strip().contains(" "))
        .filter(piece -> !piece.group().startsWith("'"))
        .map(piece -> new Prose(name + ":" + line(source, piece), text(piece.group())));
  }

  private static long line(String source, MatchResult piece) {
    return 1 + source.substring(0, piece.start()).chars().filter(c -> c == '\n').count();
  }

  private static String text(String piece) {
    String inside =
        piece.startsWith("\"") ? piece.replace("\"", "") : MARGIN.matcher(piece).replaceAll("");
    return inside.strip().replaceAll("\\s+", " ");
  }

  private static Stream<Prose> ofLines(String name, String content) {
    String[] lines = content.split("\n", -1);
    return IntStream.range(0, lines.length)
        .mapToObj(i -> new Prose(name + ":" + (i + 1), lines[i].strip()));
  }

  @Override
  public String toString() {
    return place + ": " + text;
  }
}
