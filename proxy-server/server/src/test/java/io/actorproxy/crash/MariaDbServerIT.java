package io.actorproxy.crash;

import io.actorproxy.process.DatabaseServer;
import java.io.IOException;
import java.nio.file.Path;

final class MariaDbServerIT extends DatabaseServerScenarios {
  @Override
  DatabaseServer start(Path directory, Path log) throws IOException {
    return DatabaseServer.mariadb(directory, log);
  }
}
