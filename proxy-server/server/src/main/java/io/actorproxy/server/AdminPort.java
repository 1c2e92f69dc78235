package io.actorproxy.server;

import io.actorproxy.ingress.admin.AdminApi;
import io.actorproxy.ingress.admin.AdminConfig;
import io.actorproxy.ingress.admin.AdminServer;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the admin API, unless the configuration or another process has something against it. */
final class AdminPort {
  private static final Logger LOG = LoggerFactory.getLogger(AdminPort.class);

  private AdminPort() {}

  /**
   * @throws IOException if a port that was configured cannot be listened on; the default port may
   *     be another program's, which is no reason not to start
   */
  static void open(
      AdminConfig config,
      Transport transport,
      AdminApi api,
      TimeSource time,
      MemoryBudget memory,
      Offload offload,
      Closers closers)
      throws IOException {
    if (!config.enabled()) {
      return;
    }
    try {
      AdminServer server =
          closers.add(
              "the admin API", new AdminServer(config, transport, api, time, memory, offload));
      LOG.info("The admin API is listening on {} port {}", config.host(), server.port());
    } catch (IOException e) {
      if (config.portIsChosen()) {
        throw new IOException(
            e.getMessage() + "; PROXY_ADMIN_PORT and PROXY_ADMIN_INTERFACE say where to listen", e);
      }
      LOG.warn(
          "There is no admin API, and its commands do not work: {}. Set PROXY_ADMIN_PORT to another"
              + " port, 0 for any free one, or PROXY_ADMIN_ENABLED to false",
          e.getMessage());
    }
  }
}
