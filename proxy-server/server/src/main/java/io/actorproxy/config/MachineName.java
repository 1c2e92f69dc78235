package io.actorproxy.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine. */
final class MachineName {
  private static final Path OF_LINUX = Path.of("/proc/sys/kernel/hostname");

  private MachineName() {}

  /** The name; on Linux without a look-up, which could take seconds. */
  static String get() {
    try {
      return Files.readString(OF_LINUX).strip();
    } catch (IOException notLinux) {
      return lookedUp();
    }
  }

  private static String lookedUp() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
