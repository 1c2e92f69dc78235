package io.actorproxy.statestore.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.ConnectingContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What opening says when the database is not as the settings have it. */
final class ConnectingTest extends ConnectingContract {

  @Override
  protected StateStoreDriver driver() {
    return new MariaDbStoreDriver();
  }

  @Override
  protected StoreSettings settings(Path dataDir, Map<String, String> others) {
    return TestServer.with(dataDir, 1_000, others);
  }

  @Override
  protected void createUser(StoreSettings settings, String name, String password, boolean mayAll) {
    TestServer.execute(
        "GRANT %s ON %s.* TO '%s'@'%%' IDENTIFIED BY '%s'"
            .formatted(
                mayAll ? "ALL" : "SELECT",
                settings.properties().get("database"),
                name.replace("'", "''"),
                password.replace("'", "''").replace("\\", "\\\\")));
  }

  /**
   * Servers differ in how they read other letters of a name, before it is known how it is written.
   */
  @Override
  protected String oddName() {
    return super.oddName().replace("\u00e9", "e");
  }

  @ParameterizedTest
  @CsvSource({
    "database, nowhere, PROXY_DATABASE_NAME",
    "username, stranger, PROXY_DATABASE_USERNAME",
    "password, wrong, PROXY_DATABASE_SECRET",
    "port, 0, whole number",
    "port, x, whole number",
    "poolSize, 1, whole number",
    "schema, actors, no property",
    "colour, blue, no property",
  })
  void aSettingThatCannotWorkIsNamed(String property, String value, String named) {
    assertThatThrownBy(() -> open(Map.of(property, value)))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining(named);
  }

  @Test
  void aServerThatTakesNoStatesOfTheAllowedSizeIsRefused(@TempDir Path dataDir) {
    StoreSettings settings = TestServer.newDatabase(dataDir, 512 << 20);
    assertThatThrownBy(() -> driver().open(settings))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("max_allowed_packet")
        .hasMessageContaining("PROXY_STATE_MAX_BYTES");
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, disable",
    "false, true, disable",
    "true, false, trust",
    "true, true, verify-full",
  })
  void encryptionIsAsAskedFor(String ssl, String verify, String mode) throws StoreException {
    Properties properties =
        new MariaDbDialect(
                "mariadb",
                true,
                new StoreSettings(Path.of(""), 1_000, Map.of("ssl", ssl, "sslVerify", verify)))
            .properties();
    assertThat(properties.getProperty("sslMode")).isEqualTo(mode);
  }
}
