package io.actorproxy.crash;

import java.nio.file.Path;

final class MariaDbServerIT extends DatabaseServerScenarios {
  @Override
  DatabaseServer start(Path directory) throws Exception {
    return new MariaDbServer(directory);
  }
}
