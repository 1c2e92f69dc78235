package io.actorproxy.ingress.http;

import io.actorproxy.http.Handler;
import io.actorproxy.http.ServerLimits;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import java.util.List;

/** The API above an actor system that echoes. */
public final class EchoApi {
  public static final ServerLimits LIMITS = HttpConfig.listeningOn("127.0.0.1", 0).limits();
  public static final Offload OFFLOAD = new Offload(1, 1);

  private EchoApi() {}

  public static Handler<?> handler() {
    return new ApiHandler(
        new ApiRules(null),
        new Dispatcher(
            new EchoSystem(), new Ops(List.of(), null), "0", LIMITS, MemoryBudget.unlimited()));
  }
}
