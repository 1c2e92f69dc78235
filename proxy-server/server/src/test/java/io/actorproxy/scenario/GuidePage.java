package io.actorproxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page whose commands are executed. A fenced {@code sh} block is a command, and what it prints
 * must be what the next {@code json} or {@code text} block says. {@code shell} blocks start
 * programs, and a block after "Save as `NAME`" is one.
 *
 * @param text the page, or a part of it
 */
record GuidePage(String text) {
  private static final Path ROOT = root();
  private static final Pattern FENCE =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern PROGRAM =
      Pattern.compile(
          "Save as `([\\w.]+)`.*?^```\\w+\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private record Block(String language, String text) {}

  private record Step(String command, Block expected) {}

  /** The page in {@code docs/guide}. */
  static GuidePage read(String name) throws IOException {
    return new GuidePage(Files.readString(ROOT.resolve("docs/guide").resolve(name)));
  }

  /** The part under the heading of the second level that begins so. */
  GuidePage section(String heading) {
    for (String section : text.split("(?m)^(?=## )", -1)) {
      if (section.startsWith("## " + heading)) {
        return new GuidePage(section);
      }
    }
    throw new IllegalArgumentException("there is no section " + heading);
  }

  /** Fails unless every command says what it prints. */
  void requireExpectations() {
    long commands = blocks().stream().filter(block -> block.language().equals("sh")).count();

    assertThat(steps()).isNotEmpty().hasSize((int) commands);
  }

  /** Executes all commands against the proxy on a port. */
  void execute(int proxyPort, Path directory) throws IOException, InterruptedException {
    for (Step step : steps()) {
      String command = step.command().replace("localhost:9001", "127.0.0.1:" + proxyPort);
      check(step, run(command, directory));
    }
  }

  /** The programs of the page by their names. */
  Map<String, String> programs() {
    return PROGRAM
        .matcher(text)
        .results()
        .collect(Collectors.toMap(program -> program.group(1), program -> program.group(2)));
  }

  /** Starts the program that a {@code shell} block starts which names it. */
  Process start(String program, Path directory, Map<String, String> variables) throws IOException {
    String command =
        blocks().stream()
            .filter(block -> block.language().equals("shell") && block.text().contains(program))
            .map(Block::text)
            .findFirst()
            .orElseThrow();
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "exec " + command)
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(variables);
    // A host in Java wants the JDK this test runs on.
    String javaFirst =
        Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");
    builder.environment().put("PATH", javaFirst);
    return builder.start();
  }

  static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("docs/examples"))) {
        return at;
      }
    }
    throw new IllegalStateException("not inside the repository");
  }

  private List<Block> blocks() {
    Matcher fence = FENCE.matcher(text);
    List<Block> blocks = new ArrayList<>();
    while (fence.find()) {
      blocks.add(new Block(fence.group(1), fence.group(2)));
    }
    return blocks;
  }

  private List<Step> steps() {
    List<Block> blocks = blocks();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i + 1 < blocks.size(); i++) {
      boolean expectation = List.of("json", "text").contains(blocks.get(i + 1).language());
      if (blocks.get(i).language().equals("sh") && expectation) {
        steps.add(new Step(blocks.get(i).text(), blocks.get(i + 1)));
      }
    }
    return steps;
  }

  private static void check(Step step, String printed) throws IOException {
    String expected = step.expected().text();
    if (step.expected().language().equals("json")) {
      assertThat(json(printed)).as(step.command()).isEqualTo(json(expected));
    } else {
      assertThat(printed.strip()).as(step.command()).isEqualTo(expected.strip());
    }
  }

  private static Struct json(String text) throws IOException {
    Struct.Builder struct = Struct.newBuilder();
    JsonFormat.parser().merge(text, struct);
    return struct.build();
  }

  private static String run(String command, Path directory)
      throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    try (InputStream out = shell.getInputStream()) {
      String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return printed;
    }
  }
}
