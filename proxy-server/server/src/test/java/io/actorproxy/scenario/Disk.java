package io.actorproxy.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a disk does to a proxy, done in ways that need no disk of their own, and no rights. */
final class Disk {
  private static final int ROOT = 0;

  private Disk() {}

  /** From now on no byte that the proxy writes finds room: the limit on its files is 0. */
  static void becomesFull(ProxyProcess proxy) throws Exception {
    limitFiles(proxy, "0");
  }

  static void hasRoom(ProxyProcess proxy) throws Exception {
    limitFiles(proxy, "unlimited");
  }

  /** Only the soft limit changes, so that lifting it again needs no privilege. */
  private static void limitFiles(ProxyProcess proxy, String bytes) throws Exception {
    List<String> command =
        List.of("prlimit", "--pid", Long.toString(proxy.pid()), "--fsize=" + bytes + ":unlimited");
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("failed: " + command);
    }
  }

  /** Takes away the right to write the proxy's data. It holds for what is opened from then on. */
  static void becomesReadOnly(ProxyProcess proxy) throws IOException {
    permit(proxy.dataDirectory(), "r--r--r--", "r-xr-xr-x");
  }

  static void becomesWritable(ProxyProcess proxy) throws IOException {
    permit(proxy.dataDirectory(), "rw-r--r--", "rwxr-xr-x");
  }

  private static void permit(Path directory, String files, String itself) throws IOException {
    Set<PosixFilePermission> ofFiles = PosixFilePermissions.fromString(files);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(itself));
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.toList()) {
        Files.setPosixFilePermissions(file, ofFiles);
      }
    }
  }

  /**
   * What a program is started by so that permissions hold for it: the superuser gives up the right
   * to ignore them.
   */
  static List<String> underPermissions() throws IOException {
    boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(ROOT);
    return isRoot ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search") : List.of();
  }
}
