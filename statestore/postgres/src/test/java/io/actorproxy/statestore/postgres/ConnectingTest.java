package io.actorproxy.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.ConnectingContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What opening says when the database is not as the settings have it. */
final class ConnectingTest extends ConnectingContract {

  @Override
  protected StateStoreDriver driver() {
    return new PostgresStoreDriver();
  }

  @Override
  protected StoreSettings settings(Path dataDir, Map<String, String> others) {
    return TestServer.with(dataDir, 1_000, others);
  }

  @Override
  protected void createUser(StoreSettings settings, String name, String password, boolean mayAll)
      throws Exception {
    String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
    PostgresDialect dialect = new PostgresDialect(settings);
    try (Connection connection =
            DriverManager.getConnection(
                dialect.url(dialect.options().servers().getFirst()), dialect.properties());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP ROLE IF EXISTS " + quoted);
      statement.execute(
          "CREATE ROLE %s LOGIN PASSWORD '%s' %s"
              .formatted(quoted, password.replace("'", "''"), mayAll ? "SUPERUSER" : ""));
    }
  }

  /** See the test of an apostrophe. */
  @Override
  protected String oddName() {
    return super.oddName().replace("'", "`");
  }

  @Test
  void aUserWithAnApostropheIsRefusedSinceMigrationsWouldFail() {
    assertThatThrownBy(() -> open(Map.of("username", "o'brien")))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("PROXY_DATABASE_USERNAME")
        .hasMessageContaining("apostrophe");
  }

  @ParameterizedTest
  @CsvSource({
    "database, nowhere, PROXY_DATABASE_NAME",
    "username, stranger, PROXY_DATABASE_USERNAME",
    "ssl, true, PROXY_DATABASE_SSL",
    "port, 0, whole number",
    "port, x, whole number",
    "poolSize, 1, whole number",
    "schema, Drop\"it, lower-case",
    "colour, blue, no property",
  })
  void aSettingThatCannotWorkIsNamed(String property, String value, String named) {
    assertThatThrownBy(() -> open(Map.of(property, value)))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, disable",
    "false, true, disable",
    "true, false, require",
    "true, true, verify-full",
  })
  void encryptionIsAsAskedFor(String ssl, String verify, String mode) throws StoreException {
    Properties properties =
        new PostgresDialect(
                new StoreSettings(Path.of(""), 1_000, Map.of("ssl", ssl, "sslVerify", verify)))
            .properties();
    assertThat(properties.getProperty("sslmode")).isEqualTo(mode);
  }
}
