package io.actorproxy.part;

import io.actorproxy.delivery.Outbox;
import io.actorproxy.entity.InFlight;
import io.actorproxy.loops.Partition;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.routing.Router;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.time.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The running proxy, as far as a part may use it. All of it is thread safe, and none of it is the
 * part's to close.
 *
 * @param identity who it is
 * @param store where states and messages are kept; may take its time, so no event loop asks it
 * @param registry the types that are registered
 * @param instances the spawned instances
 * @param router leads requests to actors
 * @param supervisor the actors in memory
 * @param outbox the messages that are being delivered
 * @param inFlight the invocations under way
 * @param transport the event loops
 * @param partitions one for each event loop, in their order
 * @param offload threads for what takes too long for an event loop
 * @param memory what all calls may hold
 * @param time the clock
 * @param problems why the proxy is not ready, by the name of the check; empty when it is
 * @param host how the host is, in words
 * @param hostAccepts whether the host accepts a connection now; blocks for its connect timeout
 * @param reports what parts report to operators; a part adds its own when it is opened
 */
public record Core(
    Identity identity,
    StateStore store,
    ActorRegistry registry,
    SpawnedInstances instances,
    Router router,
    EntitySupervisor supervisor,
    Outbox outbox,
    InFlight inFlight,
    Transport transport,
    List<Partition> partitions,
    Offload offload,
    MemoryBudget memory,
    TimeSource time,
    Supplier<Map<String, String>> problems,
    Supplier<String> host,
    BooleanSupplier hostAccepts,
    Reports reports) {}
