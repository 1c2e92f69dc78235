package io.actorproxy.config;

import io.actorproxy.statestore.StateStoreDriver;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The drivers of stores on the class path and in the folder that PROXY_DRIVER_PATH names. */
public final class Drivers implements AutoCloseable {
  private static final String OURS = "io.actorproxy.statestore.";

  private final URLClassLoader loader;

  private Drivers(URLClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Looks also into the jars of a folder. Their classes can be loaded until this is closed.
   *
   * @param folder the empty path for none
   * @throws IOException if it cannot be read; says which
   */
  public static Drivers in(Path folder) throws IOException {
    return in(folder, Drivers.class.getClassLoader());
  }

  static Drivers in(Path folder, ClassLoader classPath) throws IOException {
    return new Drivers(new URLClassLoader(jars(folder).toArray(URL[]::new), classPath));
  }

  private static List<URL> jars(Path folder) throws IOException {
    List<URL> jars = new ArrayList<>();
    if (folder.toString().isEmpty()) {
      return jars;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        jars.add(jar.toUri().toURL());
      }
    } catch (IOException e) {
      throw new IOException("PROXY_DRIVER_PATH cannot be read: " + e, e);
    }
    return jars;
  }

  /**
   * The driver of that type. A driver that is added has none of the types of the proxy's own.
   *
   * @throws IOException if a driver cannot be loaded; says which
   */
  public Optional<StateStoreDriver> find(String type) throws IOException {
    boolean isOurs = DatabaseSettings.STORES.contains(type);
    try {
      for (StateStoreDriver driver : ServiceLoader.load(StateStoreDriver.class, loader)) {
        if (driver.type().equals(type)
            && (!isOurs || driver.getClass().getName().startsWith(OURS))) {
          return Optional.of(driver);
        }
      }
      return Optional.empty();
    } catch (ServiceConfigurationError e) {
      throw cannotLoad(e);
    }
  }

  /**
   * The types of all drivers.
   *
   * @throws IOException if a driver cannot be loaded; says which
   */
  public SortedSet<String> types() throws IOException {
    SortedSet<String> types = new TreeSet<>();
    try {
      ServiceLoader.load(StateStoreDriver.class, loader)
          .forEach(driver -> types.add(driver.type()));
    } catch (ServiceConfigurationError e) {
      throw cannotLoad(e);
    }
    return types;
  }

  private static IOException cannotLoad(ServiceConfigurationError e) {
    return new IOException("a driver cannot be loaded: " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
