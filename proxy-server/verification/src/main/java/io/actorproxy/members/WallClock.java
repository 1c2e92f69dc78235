package io.actorproxy.members;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The wall clock of one process, which is set by {@code libfaketime}; its monotonic clock is left
 * alone.
 */
public final class WallClock {
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib"));
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  private final Path library;
  private final Path setting;

  private WallClock(Path library, Path setting) throws IOException {
    this.library = library;
    this.setting = setting;
    set(0);
  }

  /** Whether the library is installed. */
  public static boolean canBeSet() throws IOException {
    return !libraries().isEmpty();
  }

  /** A clock that is set by writing to this file. */
  static WallClock at(Path setting) throws IOException {
    return new WallClock(libraries().getFirst(), setting);
  }

  private static List<Path> libraries() throws IOException {
    for (Path place : PLACES) {
      // Either here, or in the folder of the machine's kind.
      try (Stream<Path> folders =
          Files.isDirectory(place) ? Files.list(place) : Stream.<Path>empty()) {
        List<Path> found =
            Stream.concat(Stream.of(place), folders)
                .map(folder -> folder.resolve(LIBRARY))
                .filter(Files::exists)
                .toList();
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return List.of();
  }

  /** Lets it be so many seconds ahead, within about a second. */
  public void set(long seconds) throws IOException {
    Files.writeString(setting, "%+ds\n".formatted(seconds));
  }

  /** What the process has to be started with. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        setting.toString(),
        "FAKETIME_CACHE_DURATION",
        "1",
        "DONT_FAKE_MONOTONIC",
        "1",
        // Debian's library corrects waits by the monotonic clock unless it is told not to; those of
        // a JVM need no correction, and would all end at once.
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0");
  }
}
