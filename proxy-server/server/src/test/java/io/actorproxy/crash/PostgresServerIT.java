package io.actorproxy.crash;

import java.io.IOException;
import java.nio.file.Path;

final class PostgresServerIT extends DatabaseServerScenarios {
  @Override
  DatabaseServer start(Path directory) throws IOException {
    return new PostgresServer(directory);
  }
}
