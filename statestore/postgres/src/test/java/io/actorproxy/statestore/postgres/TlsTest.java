package io.actorproxy.statestore.postgres;

import static java.util.Objects.requireNonNull;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.testkit.Certificate;
import io.actorproxy.statestore.testkit.TlsContract;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class TlsTest extends TlsContract {

  private @Nullable EmbeddedPostgres server;

  @Override
  protected StateStoreDriver driver() {
    return new PostgresStoreDriver();
  }

  @Override
  protected AutoCloseable start(Path directory, Certificate certificate) throws IOException {
    EmbeddedPostgres started =
        EmbeddedPostgres.builder()
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", certificate.file().toString())
            .setServerConfig("ssl_key_file", certificate.key().toString())
            .start();
    server = started;
    return started;
  }

  @Override
  protected Map<String, String> properties() {
    return TestServer.propertiesOf(requireNonNull(server).getPort());
  }
}
