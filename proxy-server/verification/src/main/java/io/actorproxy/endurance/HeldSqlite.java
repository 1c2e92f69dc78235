package io.actorproxy.endurance;

import io.actorproxy.process.Child;
import io.actorproxy.process.Database;
import io.actorproxy.process.Pause;
import io.actorproxy.statestore.StateStoreDriver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;

/** The driver {@link HeldSqliteDriver}, which the proxy finds in a folder of drivers. */
final class HeldSqlite implements Database {
  private final Path directory;
  private final Path drivers;

  HeldSqlite(Path directory) throws IOException {
    this.directory = directory;
    this.drivers = Files.createDirectories(directory.resolve("drivers"));
    try (OutputStream file = Files.newOutputStream(drivers.resolve("held-sqlite.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      String name = HeldSqliteDriver.class.getName();
      String path = name.replace('.', '/') + ".class";
      try (InputStream code = HeldSqliteDriver.class.getResourceAsStream("/" + path)) {
        add(jar, path, code == null ? new byte[0] : code.readAllBytes());
      }
      add(
          jar,
          "META-INF/services/" + StateStoreDriver.class.getName(),
          name.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void add(JarOutputStream jar, String path, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(path));
    jar.write(content);
    jar.closeEntry();
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "PROXY_DATABASE_TYPE",
        HeldSqliteDriver.TYPE,
        "PROXY_DATA_DIR",
        directory.toString(),
        "PROXY_DRIVER_PATH",
        drivers.toString(),
        "PROXY_STATE_ALLOW_PLAINTEXT",
        "true");
  }

  @Override
  public @Nullable Child server() {
    return null;
  }

  @Override
  public void hold() throws IOException {
    Files.writeString(directory.resolve(HeldSqliteDriver.HOLD), "");
  }

  @Override
  public void release() throws IOException {
    Files.deleteIfExists(directory.resolve(HeldSqliteDriver.HOLD));
  }

  @Override
  public void slow(int millis) throws IOException {
    hold();
    Pause.millis(millis);
    release();
  }

  @Override
  public void close() throws IOException {
    release();
  }
}
