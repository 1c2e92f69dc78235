package io.actorproxy.crash;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL server. */
final class PostgresServer implements DatabaseServer {
  private final Path data;
  private EmbeddedPostgres server;

  PostgresServer(Path directory) throws IOException {
    this.data = directory.resolve("postgres");
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
  public Map<String, String> environment() {
    return Map.of(
        "PROXY_DATABASE_TYPE", "postgres",
        "PROXY_DATABASE_HOST", "127.0.0.1",
        "PROXY_DATABASE_PORT", Integer.toString(server.getPort()),
        "PROXY_DATABASE_NAME", "postgres",
        "PROXY_DATABASE_USERNAME", "postgres",
        "PROXY_DATABASE_SECRET", "postgres",
        "PROXY_DATABASE_POOL_SIZE", "5",
        "PROXY_STATE_ALLOW_PLAINTEXT", "true");
  }

  @Override
  public void restart() throws IOException {
    int port = server.getPort();
    server.close();
    server = start(port);
  }

  /** The server first, so that it starts no backend in place of one that ended. */
  @Override
  public List<ProcessHandle> processes() throws IOException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
