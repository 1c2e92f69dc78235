package io.actorproxy.statestore.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        .hasMessageNotContaining("hunter2");
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
