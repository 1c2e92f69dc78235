package io.actorproxy.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.actorproxy.statestore.StateStoreDriver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** A jar with a driver, as others write them. */
public final class DriverJar {
  private DriverJar() {}

  /**
   * Writes one into the folder: the class, which needs no other of its own, and its service file.
   */
  public static Path write(Path folder, Class<? extends StateStoreDriver> driver)
      throws IOException {
    String file = driver.getName().replace('.', '/') + ".class";
    try (InputStream code = driver.getResourceAsStream("/" + file)) {
      return write(folder, driver.getName(), file, requireNonNull(code).readAllBytes());
    }
  }

  /** Writes one whose class is missing. */
  static Path writeWithoutItsClass(Path folder, String name) throws IOException {
    return write(folder, name, "README", new byte[0]);
  }

  private static Path write(Path folder, String driver, String file, byte[] content)
      throws IOException {
    Path path = folder.resolve("driver.jar");
    try (OutputStream out = Files.newOutputStream(path);
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new ZipEntry(file));
      jar.write(content);
      jar.putNextEntry(new ZipEntry("META-INF/services/" + StateStoreDriver.class.getName()));
      jar.write(driver.getBytes(UTF_8));
      jar.closeEntry();
    }
    return path;
  }
}
