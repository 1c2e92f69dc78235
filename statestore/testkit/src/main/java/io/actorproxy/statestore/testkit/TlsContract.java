package io.actorproxy.statestore.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a store does with a server's certificate that no authority of the Java runtime has signed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TlsContract {

  private Path directory;
  private Certificate certificate;
  private AutoCloseable server;

  /** A new driver, as the service loader would make it. */
  protected abstract StateStoreDriver driver();

  /** Starts a server that has this certificate. */
  protected abstract AutoCloseable start(Path directory, Certificate certificate) throws Exception;

  /** What a store connects to the server with, encryption aside. */
  protected abstract Map<String, String> properties();

  @BeforeAll
  final void startServer(@TempDir Path directory) throws Exception {
    this.directory = directory;
    certificate = Certificate.of("ip:127.0.0.1", directory);
    server = start(directory, certificate);
  }

  @AfterAll
  final void stopServer() throws Exception {
    server.close();
  }

  private void open(Map<String, String> tls) throws StoreException {
    Map<String, String> all = new HashMap<>(properties());
    all.putAll(tls);
    driver().open(new StoreSettings(directory, 1_000, all)).close();
  }

  /** Fails unless opening with these properties is refused by a message with this text. */
  protected final void assertRefused(Map<String, String> tls, String named) {
    assertThatThrownBy(() -> open(tls))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining(named);
  }

  @Test
  final void withoutVerificationItIsTaken() throws StoreException {
    open(Map.of("ssl", "true"));
  }

  @Test
  final void withVerificationItIsRefusedAndTheSettingsAreNamed() {
    assertRefused(Map.of("ssl", "true", "sslVerify", "true"), "PROXY_DATABASE_SSL_CA");
  }

  @Test
  final void withVerificationItIsTakenIfItIsTrusted() throws StoreException {
    open(Map.of("ssl", "true", "sslVerify", "true", "sslCa", certificate.file().toString()));
  }

  @Test
  final void aTrustedCertificateOfAnotherHostIsRefused() {
    Map<String, String> tls =
        Map.of(
            "host",
            "localhost",
            "ssl",
            "true",
            "sslVerify",
            "true",
            "sslCa",
            certificate.file().toString());
    assertRefused(tls, "PROXY_DATABASE_SSL_CA");
  }

  @Test
  final void aFileThatIsNotThereIsNamed() {
    assertRefused(
        Map.of("ssl", "true", "sslVerify", "true", "sslCa", "/nowhere/ca.pem"), "/nowhere/ca.pem");
  }
}
