package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.delivery.Outbox;
import io.actorproxy.delivery.StoredMessages;
import io.actorproxy.delivery.Upkeep;
import io.actorproxy.entity.CallCycles;
import io.actorproxy.entity.EntityServices;
import io.actorproxy.entity.InFlight;
import io.actorproxy.entity.TurnObserver;
import io.actorproxy.host.HostProbe;
import io.actorproxy.host.HttpHostClient;
import io.actorproxy.ingress.admin.Actors;
import io.actorproxy.ingress.admin.AdminApi;
import io.actorproxy.ingress.http.HttpFrontDoor;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Failure;
import io.actorproxy.loops.Partition;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.metrics.ProxyMetrics;
import io.actorproxy.offload.Offload;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.pubsub.PubsubDispatcher;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.LookupWriter;
import io.actorproxy.registry.RememberedRegistrations;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.routing.ActorLocator;
import io.actorproxy.routing.RecordingGate;
import io.actorproxy.routing.Router;
import io.actorproxy.routing.StartupGrace;
import io.actorproxy.state.StateManager;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.supervision.HeapGuard;
import io.actorproxy.system.ActorSystem;
import io.actorproxy.system.LocalActorSystem;
import io.actorproxy.system.Registrar;
import io.actorproxy.time.TimeSource;
import io.actorproxy.workflow.EffectRunner;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy, put together. The constructor is the table of contents: it opens one part after the
 * other, each on top of those before it, and {@link #close} undoes that backwards.
 */
public final class ProxyServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);

  /** How long a load waits for actors to leave memory; the caller may be gone by then. */
  private static final long LOAD_PATIENCE_MILLIS = 5_000;

  /** How long an actor that is to be removed may continue to work. */
  private static final long PURGE_PATIENCE_MILLIS = 2_000;

  private final Closers closers = new Closers();
  private final GracefulShutdown shutdown;
  private final int httpPort;

  /**
   * Starts the proxy; returns when it serves.
   *
   * @throws StoreException if the state store cannot be opened or read
   * @throws IOException if an address cannot be listened on
   */
  public static ProxyServer start(ProxyConfig config, RandomGenerator random)
      throws StoreException, IOException {
    return new ProxyServer(config, random, TimeSource.SYSTEM);
  }

  private ProxyServer(ProxyConfig config, RandomGenerator random, TimeSource time)
      throws StoreException, IOException {
    try {
      StateStore store =
          closers.add("the state store", Stores.open(config.store(), new SecureRandom()));
      LOG.info("States are kept in {}: {}", store.name(), store.durability());
      Pubsub pubsub = new Pubsub();
      ActorRegistry registry =
          new ActorRegistry(
              pubsub, config.limits().maxInstances(), config.limits().maxInstanceBytes());
      MemoryBudget memory =
          new MemoryBudget(config.limits().maxInflightBytes(), config.limits().reservedBytes());
      ActivationMemory activations =
          new ActivationMemory(
              config.limits().maxActivationBytes(),
              config.store().settings().maxStateBytes(),
              Math.min(LOAD_PATIENCE_MILLIS, config.entity().requestTimeout()));
      StoreHealth storeHealth = new StoreHealth(time, config.state().stallMillis());
      StateManager state =
          closers.add(
              "the state manager",
              new StateManager(
                  store, registry::statefulActors, config.state(), time, storeHealth, activations));
      Transport transport = closers.add("the event loops", Transport.open(config.eventLoops()));

      LookupStore lookupStore = store.lookups();
      LookupWriter lookups =
          closers.add(
              "the lookups",
              new LookupWriter(
                      lookupStore,
                      config.limits().instanceQueue(),
                      config.state().commitBatch(),
                      transport.loops().getFirst())
                  .start());
      SpawnedInstances instances =
          new SpawnedInstances(registry, lookups, config.entity().mailboxCapacity());
      RememberedRegistrations registrations =
          new RememberedRegistrations(
              lookups,
              config.identity().registeredApp(),
              config.identity().member(),
              config.limits().maxTypes(),
              config.limits().maxTypeBytes());
      InFlight inFlight = new InFlight(config.limits().maxInflight(), memory);
      @Nullable ProxyMetrics metrics =
          config.observation().metrics()
              ? new ProxyMetrics(config.observation().metricsMaxActions())
              : null;
      TurnObserver observer = metrics == null ? (_, _, _, _, _, _) -> {} : metrics;

      // The router stands on top of the actors, and actors call each other through it.
      LateBoundInvoker lateBound = new LateBoundInvoker();
      EffectRunner effects =
          new EffectRunner(
              lateBound,
              new PubsubDispatcher(pubsub),
              config.limits().maxHops(),
              config.limits().maxTurnMessages());
      Outbox outbox =
          new Outbox(
              store.messages(),
              config.outbox(),
              config.messages(),
              time,
              new SecureRandom(),
              memory,
              lateBound);
      Offload offload =
          closers.add(
              "work beside the event loops",
              new Offload(config.http().codecThreads(), config.http().codecQueue()));
      List<Partition> partitions = Partition.startOn(transport, time);
      List<HostClients> hosts =
          HostClients.open(partitions, transport, config.host(), time, memory, offload, closers);
      CallCycles cycles = new CallCycles();
      List<EntityServices> services = new ArrayList<>();
      for (HostClients host : hosts) {
        services.add(
            new EntityServices(
                config.entity(),
                host.partition(),
                host.partition().wheel(),
                time,
                // Generators are not thread safe, and tokens of writers come from them.
                new SplittableRandom(random.nextLong()),
                host.http(),
                host.json(),
                state,
                effects,
                outbox,
                inFlight,
                cycles,
                observer));
      }
      EntitySupervisor supervisor =
          new EntitySupervisor(services, config.supervision(), activations);
      Partition first = partitions.getFirst();
      StartupGrace grace =
          new StartupGrace(config.routing().lookupGraceMillis(), time, first, first.wheel());
      Router router =
          new Router(
              config.routing(),
              time,
              new ActorLocator(registry, instances),
              supervisor,
              outbox,
              grace,
              new RecordingGate(time, first, first.wheel()));
      lateBound.bind(router);
      Registrar registrar =
          new Registrar(
              registry,
              supervisor,
              registrations,
              Thread::startVirtualThread,
              time,
              () -> HostClients.onAll(hosts, HttpHostClient::expectHost));
      ActorSystem system = new LocalActorSystem(registry, instances, registrar, router);

      registrar.revive(registrations.load(lookupStore));
      instances.load(lookupStore);
      if (registrar.isAsleep()) {
        closers.add("the host probe", HostProbe.start(config.host(), registrar::wakeUp));
      }
      closers.add("the outbox", outbox);
      outbox.start();

      // On a thread of its own: a store that hangs must not keep the heap from being looked at.
      Housekeeping probing = closers.add("the store's probe", new Housekeeping("store-probe"));
      probing.everySecond(() -> storeHealth.probe(store, state::unsaved));
      Housekeeping upkeep = closers.add("the upkeep of messages", new Housekeeping("messages"));
      upkeep.everySecond(
          new Upkeep(
              store.messages(),
              outbox,
              config.outbox(),
              config.messages(),
              time,
              () -> HostProbe.accepts(config.host())));
      Housekeeping housekeeping = closers.add("housekeeping", new Housekeeping("housekeeping"));
      double watermark = config.limits().heapWatermarkPercent() / 100.0;
      housekeeping.everySecond(storeHealth::logStall);
      housekeeping.everySecond(new HeapGuard(watermark, supervisor)::check);
      if (config.observation().consoleMetrics()) {
        housekeeping.everyMinute(new ConsoleFigures(registry, supervisor, inFlight));
      }
      if (metrics != null) {
        closers.add("metrics", metrics);
        housekeeping.everyMinute(
            () -> metrics.retain((actors, type) -> registry.type(actors, type) != null));
        Gauges.register(metrics, registry, supervisor, inFlight, outbox, hosts);
        Gauges.registerMemory(metrics, memory, activations);
      }

      Ops ops =
          new Ops(
              List.of(
                  new NamedCheck("drain", () -> router.isDraining() ? "the proxy stops" : null),
                  new NamedCheck("store", () -> reason(storeHealth.failure()))),
              metrics == null ? null : metrics::scrape);
      AdminApi admin =
          new AdminApi(
              new StoredMessages(store.messages(), outbox, time),
              new Actors(
                  registry,
                  lookupStore,
                  store.history(),
                  router::identity,
                  supervisor::inMemory,
                  supervisor::someInMemory,
                  router::restore,
                  store.snapshots(),
                  ids -> supervisor.end(ids, Deadline.in(PURGE_PATIENCE_MILLIS, time)),
                  supervisor::forgotten,
                  new LookupStore.Registrant(
                      config.identity().registeredApp(), config.identity().member(), 0)),
              new StatusReport(
                  config, store.name(), ops, registry, supervisor, inFlight, outbox, hosts));
      AdminPort.open(config.admin(), transport, admin, time, memory, offload, closers);
      HttpFrontDoor frontDoor =
          closers.add(
              "the front door", frontDoor(config, transport, system, ops, time, memory, offload));
      httpPort = frontDoor.port();
      shutdown =
          new GracefulShutdown(
              router,
              frontDoor,
              outbox,
              () -> HostClients.onAll(hosts, HttpHostClient::drain),
              supervisor,
              state,
              closers,
              time,
              config.limits().shutdownGraceMillis());
      LOG.info(
          // The SDKs' own container tests wait for the first four words.
          "Proxy Application started successfully: actor proxy {} for {} in {} is listening on http"
              + " port {} with {} partitions on {}",
          ProxyVersion.VERSION,
          config.identity().appName(),
          config.identity().systemName(),
          httpPort,
          partitions.size(),
          transport.kind());
    } catch (StoreException | IOException | RuntimeException e) {
      closers.close();
      throw e;
    }
  }

  private static @Nullable String reason(@Nullable Failure failure) {
    return failure == null ? null : failure.toString();
  }

  private static HttpFrontDoor frontDoor(
      ProxyConfig config,
      Transport transport,
      ActorSystem system,
      Ops ops,
      TimeSource time,
      MemoryBudget memory,
      Offload offload)
      throws IOException {
    try {
      return HttpFrontDoor.start(
          config.http(), transport, system, ops, ProxyVersion.VERSION, time, memory, offload);
    } catch (IOException e) {
      throw new IOException(
          e.getMessage()
              + "; PROXY_HTTP_PORT and PROXY_HOST_INTERFACE say where to listen, PROXY_UDS_ADDRESS"
              + " on which socket",
          e);
    }
  }

  /** The port that the front door listens on. */
  public int httpPort() {
    return httpPort;
  }

  /**
   * Ends what is under way, saves every actor, and closes. Returns within the grace period, even if
   * the store hangs; then threads may be left, and only the end of the process ends them.
   *
   * @return whether nothing was left undone
   */
  public boolean stop() {
    boolean whole = shutdown.run();
    LOG.info(whole ? "Stopped" : "Stopped, with work left undone");
    return whole;
  }

  @Override
  public void close() {
    stop();
  }
}
