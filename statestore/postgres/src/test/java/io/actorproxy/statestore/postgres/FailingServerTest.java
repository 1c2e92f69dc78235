package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.testkit.FailingServerContract;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A server of its own, which is stopped, killed and held up. */
final class FailingServerTest extends FailingServerContract {

  @Override
  protected StateStoreDriver driver() {
    return new PostgresStoreDriver();
  }

  @Override
  protected Server start(Path directory) throws IOException {
    return new Embedded(directory.resolve("data"));
  }

  private static final class Embedded implements Server {
    private final Path data;
    private EmbeddedPostgres server;

    Embedded(Path data) throws IOException {
      this.data = data;
      this.server = start(0);
    }

    private EmbeddedPostgres start(int port) throws IOException {
      return EmbeddedPostgres.builder()
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          .setPort(port)
          .start();
    }

    @Override
    public int port() {
      return server.getPort();
    }

    @Override
    public Map<String, String> properties() {
      return TestServer.propertiesOf(port());
    }

    @Override
    public long pid() throws IOException {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    }

    /** The server ends all its backends when one is killed, and recovers by itself. */
    @Override
    public void breakConnections() throws IOException {
      ProcessHandle.of(pid()).orElseThrow().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void stop() throws IOException {
      server.close();
    }

    @Override
    public void startAgain() throws IOException {
      server = start(port());
    }
  }
}
