package io.actorproxy.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A memory control group of this machine, version 1 or 2, that processes are started in. */
final class MemoryGroup implements AutoCloseable {
  private final Path directory;
  private final boolean unified;

  private MemoryGroup(Path directory, boolean unified) {
    this.directory = directory;
    this.unified = unified;
  }

  /**
   * Makes one.
   *
   * @throws IOException if this machine or this user has none to make
   */
  static MemoryGroup of(int mebibytes) throws IOException {
    Path root = Path.of("/sys/fs/cgroup");
    boolean unified = isUnified(root);
    Path directory = memory(root).resolve("actor-proxy-endurance-" + ProcessHandle.current().pid());
    Files.createDirectory(directory);
    MemoryGroup group = new MemoryGroup(directory, unified);
    String limit = Long.toString((long) mebibytes << 20);
    group.write(unified ? "memory.max" : "memory.limit_in_bytes", limit);
    return group;
  }

  /** Whether this machine lets this user make one. */
  static boolean isPossible() {
    Path root = Path.of("/sys/fs/cgroup");
    return Files.isWritable(root) && Files.isWritable(memory(root));
  }

  private static Path memory(Path root) {
    return isUnified(root) ? root : root.resolve("memory");
  }

  private static boolean isUnified(Path root) {
    return Files.exists(root.resolve("cgroup.controllers"));
  }

  private void write(String file, String value) throws IOException {
    Files.writeString(directory.resolve(file), value);
  }

  /** The command that runs another one in the group. */
  List<String> inside(String command) {
    return List.of(
        "/bin/sh", "-c", "echo $$ > %s/cgroup.procs && exec \"$0\"".formatted(directory), command);
  }

  /** How often the kernel has ended a process of the group for its memory. */
  long killed() throws IOException {
    String file = unified ? "memory.events" : "memory.oom_control";
    for (String line : Files.readAllLines(directory.resolve(file))) {
      if (line.startsWith("oom_kill ")) {
        return Long.parseLong(line.substring("oom_kill ".length()));
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    Files.delete(directory);
  }
}
