package io.actorproxy.statestore.mariadb;

import ch.vorburger.exec.ManagedProcessException;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.FailingServerContract;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server of its own, which is stopped, cut off and held up. */
final class FailingServerTest extends FailingServerContract {

  @Override
  protected StateStoreDriver driver() {
    return new MariaDbStoreDriver();
  }

  @Override
  protected Server start(Path directory) throws ManagedProcessException {
    return new Embedded(EmbeddedMariaDb.start(directory));
  }

  private record Embedded(EmbeddedMariaDb server) implements Server {

    @Override
    public int port() {
      return server.port();
    }

    @Override
    public Map<String, String> properties() {
      return server.properties();
    }

    @Override
    public long pid() throws IOException {
      return server.pid();
    }

    @Override
    public void breakConnections() throws Exception {
      MariaDbDialect dialect =
          new MariaDbDialect("mariadb", true, new StoreSettings(Path.of(""), 1_000, properties()));
      try (Connection connection =
              DriverManager.getConnection(
                  dialect.url(dialect.options().servers().getFirst()), dialect.properties());
          Statement statement = connection.createStatement()) {
        for (long id : othersThan(statement)) {
          statement.execute("KILL " + id);
        }
      }
    }

    private static List<Long> othersThan(Statement statement) throws SQLException {
      List<Long> ids = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT id FROM information_schema.processlist"
                  + " WHERE user = 'keeper' AND id <> connection_id()")) {
        while (row.next()) {
          ids.add(row.getLong(1));
        }
      }
      return ids;
    }

    @Override
    public void stop() throws ManagedProcessException {
      server.stop();
    }

    @Override
    public void startAgain() throws ManagedProcessException {
      server.startAgain();
    }
  }
}
