package io.actorproxy.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What opening says when the database is not as the settings have it. */
final class ConnectingTest {

  @TempDir private Path dataDir;

  private void open(Map<String, String> properties) throws StoreException {
    new PostgresStoreDriver().open(TestServer.with(dataDir, 1_000, properties)).close();
  }

  @ParameterizedTest
  @CsvSource({
    "database, nowhere, PROXY_DATABASE_NAME",
    "username, nobody, PROXY_DATABASE_USERNAME",
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

  @Test
  void aServerThatIsNotThereIsUnavailableAndNamedWithoutThePassword() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Map<String, String> properties =
        Map.of("host", "127.0.0.1", "port", Integer.toString(port), "password", "hunter2");
    assertThatThrownBy(() -> open(properties))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + port + "/")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aServerThatNeverAnswersIsUnavailableInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> properties =
          Map.of("host", "127.0.0.1", "port", Integer.toString(silent.getLocalPort()));
      assertThatThrownBy(() -> open(properties)).isInstanceOf(StoreUnavailableException.class);
    }
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
                new StoreSettings(dataDir, 1_000, Map.of("ssl", ssl, "sslVerify", verify)))
            .properties();
    assertThat(properties.getProperty("sslmode")).isEqualTo(mode);
  }
}
