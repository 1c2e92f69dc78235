package io.actorproxy.statestore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What opening a store on the network says when there is no server. */
public abstract class ConnectingContract {

  @TempDir private Path dataDir;

  /** A new driver, as the service loader would make it. */
  protected abstract StateStoreDriver driver();

  /** Settings for the server of the tests, but for these properties. */
  protected abstract StoreSettings settings(Path dataDir, Map<String, String> others);

  /** Opens a store with these properties, and closes it. */
  protected final void open(Map<String, String> properties) throws StoreException {
    driver().open(settings(dataDir, properties)).close();
  }

  @Test
  final void aServerThatIsNotThereIsUnavailableAndNamedWithoutThePassword() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Map<String, String> properties =
        Map.of("host", "127.0.0.1", "port", Integer.toString(port), "password", "hunter2");
    assertThatThrownBy(() -> open(properties))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + port + "/")
        .hasMessageContaining("PROXY_DATABASE_PORT")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  final void aNameThatLeadsNowhereIsTold() {
    assertThatThrownBy(() -> open(Map.of("host", "nosuch.invalid")))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("nosuch.invalid cannot be resolved")
        .hasMessageContaining("PROXY_DATABASE_HOST");
  }

  @Test
  final void oneOfSeveralServersIsEnough() throws StoreException {
    Map<String, String> shared = settings(dataDir, Map.of()).properties();
    String hosts =
        "nosuch.invalid,127.0.0.1:1,%s:%s".formatted(shared.get("host"), shared.get("port"));
    open(Map.of("host", hosts));
    assertThatThrownBy(() -> open(Map.of("host", "nosuch.invalid,127.0.0.1:1")))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("nosuch.invalid cannot be resolved")
        .hasMessageContaining("127.0.0.1:1: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,,b", "a:x", "a:0", "a:70000", ""})
  final void aListOfServersThatIsNoneIsRefused(String hosts) {
    assertThatThrownBy(() -> open(Map.of("host", hosts)))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("PROXY_DATABASE_HOST");
  }

  /** Makes a user who may log in, and do anything in the database of these settings if so said. */
  protected abstract void createUser(
      StoreSettings settings, String name, String password, boolean mayAll) throws Exception;

  /** A name with all that may be in one. */
  protected String oddName() {
    return "o'brien \"x\" \u00e9";
  }

  @Test
  final void anyUserAndPasswordIsTakenAsItIs() throws Exception {
    StoreSettings settings = settings(dataDir, Map.of());
    createUser(settings, oddName(), " p'\u00e4ss\\w\u00f6rd; ", true);
    Map<String, String> properties = new HashMap<>(settings.properties());
    properties.put("username", oddName());
    properties.put("password", " p'\u00e4ss\\w\u00f6rd; ");
    driver().open(new StoreSettings(dataDir, 1_000, properties)).close();
  }

  @Test
  final void aUserWhoMayMakeNoTablesIsToldAtOnce() throws Exception {
    StoreSettings settings = settings(dataDir, Map.of());
    createUser(settings, "reader", "reader", false);
    Map<String, String> properties = new HashMap<>(settings.properties());
    properties.put("username", "reader");
    properties.put("password", "reader");
    long begin = System.nanoTime();
    assertThatThrownBy(() -> driver().open(new StoreSettings(dataDir, 1_000, properties)).close())
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("rant"); // Grant something to the user, whatever it is called.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  final void aServerThatNeverAnswersIsUnavailableInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> properties =
          Map.of(
              "host",
              "127.0.0.1",
              "port",
              Integer.toString(silent.getLocalPort()),
              "connectTimeoutSeconds",
              "1",
              "socketTimeoutSeconds",
              "1");
      assertThatThrownBy(() -> open(properties)).isInstanceOf(StoreUnavailableException.class);
    }
  }
}
