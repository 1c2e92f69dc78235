package io.actorproxy.statestore.mariadb;

import static java.util.Objects.requireNonNull;

import ch.vorburger.exec.ManagedProcessException;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.testkit.Certificate;
import io.actorproxy.statestore.testkit.TlsContract;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TlsTest extends TlsContract {

  private @Nullable EmbeddedMariaDb server;

  @Override
  protected StateStoreDriver driver() {
    return new MariaDbStoreDriver();
  }

  @Override
  protected AutoCloseable start(Path directory, Certificate certificate)
      throws ManagedProcessException {
    EmbeddedMariaDb started =
        EmbeddedMariaDb.start(
            directory,
            "--ssl-cert=" + certificate.file(),
            "--ssl-key=" + certificate.key(),
            "--require-secure-transport=ON");
    server = started;
    return started::stop;
  }

  @Override
  protected Map<String, String> properties() {
    return requireNonNull(server).properties();
  }

  @Test
  void aConnectionThatIsNotEncryptedIsRefusedAndTheSettingIsNamed() {
    assertRefused(Map.of("ssl", "false"), "PROXY_DATABASE_SSL");
  }
}
