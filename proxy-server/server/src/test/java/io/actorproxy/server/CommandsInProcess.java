package io.actorproxy.server;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs commands of the program without a process of their own, which takes most of their time. */
public final class CommandsInProcess {
  private CommandsInProcess() {}

  /** What a command has printed, and its exit status. */
  public record Result(int status, String output) {}

  public static Result run(Map<String, String> environment, String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int status = new Commands(environment, out, out).run(words);
    return new Result(status, bytes.toString(StandardCharsets.UTF_8));
  }
}
