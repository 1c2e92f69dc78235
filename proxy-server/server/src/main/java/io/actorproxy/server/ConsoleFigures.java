package io.actorproxy.server;

import io.actorproxy.entity.InFlight;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.supervision.EntitySupervisor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The current figures in one line of the log, for operators without a metrics system. */
final class ConsoleFigures implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleFigures.class);

  private final ActorRegistry registry;
  private final SpawnedInstances instances;
  private final EntitySupervisor supervisor;
  private final InFlight inFlight;

  ConsoleFigures(
      ActorRegistry registry,
      SpawnedInstances instances,
      EntitySupervisor supervisor,
      InFlight inFlight) {
    this.registry = registry;
    this.instances = instances;
    this.supervisor = supervisor;
    this.inFlight = inFlight;
  }

  @Override
  public void run() {
    LOG.info(
        "Actors in memory: {}, invocations in flight: {}, types registered: {}, instances spawned:"
            + " {}",
        supervisor.activations(),
        inFlight.count(),
        registry.typeCount(),
        instances.count());
  }
}
