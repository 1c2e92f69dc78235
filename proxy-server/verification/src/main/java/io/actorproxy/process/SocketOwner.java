package io.actorproxy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the process of this machine at the other end of a connection, as Linux tells it. */
final class SocketOwner {
  private static final Path PROC = Path.of("/proc");

  private SocketOwner() {}

  /** The process whose socket has this port and is connected to that one; 0 if none is found. */
  static long of(int port, int remotePort) {
    try {
      String inode = inode(port, remotePort);
      return inode.isEmpty() ? 0 : process("socket:[" + inode + "]");
    } catch (IOException e) {
      return 0;
    }
  }

  private static String inode(int port, int remotePort) throws IOException {
    String own = ":%04X".formatted(port);
    String remote = ":%04X".formatted(remotePort);
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(PROC.resolve(table))) {
        String[] columns = line.strip().split(" +");
        if (columns[1].endsWith(own) && columns[2].endsWith(remote)) {
          return columns[9];
        }
      }
    }
    return "";
  }

  private static long process(String socket) throws IOException {
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(directory -> directory.getFileName().toString().matches("[0-9]+"))
          .filter(directory -> has(directory, socket))
          .mapToLong(directory -> Long.parseLong(directory.getFileName().toString()))
          .findFirst()
          .orElse(0);
    }
  }

  private static boolean has(Path process, String socket) {
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return files.anyMatch(file -> leadsTo(file, socket));
    } catch (IOException endedOrNotOurs) {
      return false;
    }
  }

  private static boolean leadsTo(Path file, String socket) {
    try {
      return Files.readSymbolicLink(file).toString().equals(socket);
    } catch (IOException closed) {
      return false;
    }
  }
}
