package io.actorproxy.statestore.mariadb;

import ch.vorburger.exec.ManagedProcessException;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.testkit.FailOverContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** A replica that follows its primary by the binary log, and is promoted. */
final class FailOverTest extends FailOverContract {

  @Override
  protected StateStoreDriver driver() {
    return new MariaDbStoreDriver();
  }

  @Override
  protected Pair start(Path directory) throws Exception {
    EmbeddedMariaDb first = start(directory.resolve("first"), "1");
    EmbeddedMariaDb second = start(directory.resolve("second"), "2");
    Embedded pair = new Embedded(first, second);
    execute(
        second, "SET GLOBAL gtid_slave_pos = '" + value(first, "SELECT @@gtid_binlog_pos") + "'");
    execute(
        second,
        """
        CHANGE MASTER TO master_host = '127.0.0.1', master_port = %d, master_user = 'keeper',
        master_password = 'keeper', master_use_gtid = slave_pos, master_ssl = 0
        """
            .formatted(first.port()));
    execute(second, "START SLAVE");
    execute(second, "SET GLOBAL read_only = 1");
    // The tests' own user may write to a server that is read-only.
    execute(first, "GRANT ALL ON actors.* TO 'proxy'@'%' IDENTIFIED BY 'proxy'");
    pair.awaitReplica();
    return pair;
  }

  private static EmbeddedMariaDb start(Path directory, String id) throws Exception {
    Files.createDirectories(directory);
    return EmbeddedMariaDb.start(
        directory,
        "--server-id=" + id,
        "--log-bin=binlog",
        "--log-slave-updates",
        "--binlog-format=ROW",
        "--innodb-flush-method=nosync");
  }

  private static Connection connect(EmbeddedMariaDb server) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:%d/?sslMode=disable".formatted(server.port()),
        "keeper",
        "keeper");
  }

  private static void execute(EmbeddedMariaDb server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(EmbeddedMariaDb server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private record Embedded(EmbeddedMariaDb first, EmbeddedMariaDb second) implements Pair {

    @Override
    public int firstPort() {
      return first.port();
    }

    @Override
    public int secondPort() {
      return second.port();
    }

    @Override
    public Map<String, String> properties() {
      Map<String, String> properties = new HashMap<>(first.properties());
      properties.put("username", "proxy");
      properties.put("password", "proxy");
      return properties;
    }

    void awaitReplica() throws SQLException {
      String position = value(first, "SELECT @@gtid_binlog_pos");
      String waited = value(second, "SELECT master_gtid_wait('%s', 20)".formatted(position));
      if (!waited.equals("0")) {
        throw new IllegalStateException("The replica does not follow");
      }
    }

    @Override
    public void demoteFirst() throws SQLException {
      execute(first, "SET GLOBAL read_only = 1");
      awaitReplica();
    }

    @Override
    public void promoteSecond() throws SQLException {
      execute(second, "STOP SLAVE");
      execute(second, "SET GLOBAL read_only = 0");
    }

    @Override
    public void close() throws ManagedProcessException {
      second.stop();
      first.stop();
    }
  }
}
