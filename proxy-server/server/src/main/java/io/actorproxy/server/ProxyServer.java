package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.entity.TurnObserver;
import io.actorproxy.host.HttpHostClient;
import io.actorproxy.ingress.http.HttpFrontDoor;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.loops.Transport;
import io.actorproxy.metrics.ProxyMetrics;
import io.actorproxy.ownership.Ownership;
import io.actorproxy.part.ClusterMembership;
import io.actorproxy.part.Core;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.InstanceCache;
import io.actorproxy.registry.InstanceRoom;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.system.ActorSystem;
import io.actorproxy.system.LocalActorSystem;
import io.actorproxy.system.Registrar;
import io.actorproxy.time.TimeSource;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  /**
   * How long clients of a member wait at most until it has joined. They could do nothing before it
   * has, and would rather be taken to another member; but a probe has to be answered.
   */
  private static final long JOIN_MILLIS = 3_000;

  private static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

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
      Budgets budgets = Budgets.of(config);
      Pubsub pubsub = new Pubsub();
      ActorRegistry registry = new ActorRegistry(pubsub);
      InstanceRoom room =
          new InstanceRoom(
              pubsub, config.limits().maxInstances(), config.limits().maxSubscriptionBytes(), time);
      InstanceCache cache =
          new InstanceCache(registry, pubsub, room, config.limits().lookupCacheBytes(), time);
      Storage storage = Storage.open(config, cache, budgets, time, closers);
      Transport transport = closers.add("the event loops", Transport.open(config.eventLoops()));
      Catalog catalog = Catalog.open(config, registry, room, cache, storage, transport, closers);
      Loops loops = Loops.open(config, transport, budgets, time, closers);
      Optional<ClusterMembership> membership = Parts.membership(config);
      Messaging messaging = Messaging.of(config, pubsub, storage, budgets, membership, time);
      @Nullable ProxyMetrics metrics =
          config.observation().metrics()
              ? new ProxyMetrics(config.observation().metricsMaxActions())
              : null;
      Ownership ownership = membership.map(ClusterMembership::ownership).orElse(Ownership.ALONE);
      TurnObserver observer = metrics == null ? (_, _, _, _, _, _) -> {} : metrics;
      Execution execution =
          Execution.of(
              config, budgets, storage, loops, catalog, messaging, observer, ownership, time,
              random);
      Registrar registrar = catalog.registrar(execution, loops, time);
      ActorSystem system =
          new LocalActorSystem(
              registry,
              catalog.instances(),
              registrar,
              execution.admission(),
              execution.router(),
              ownership);

      Ops ops =
          Operations.open(
              config, budgets, storage, loops, catalog, messaging, execution, metrics, closers);
      Core core =
          Parts.core(config, budgets, storage, loops, catalog, messaging, execution, ops, time);
      PartLifecycle lifecycle = new PartLifecycle(closers, ops, metrics);
      if (membership.isPresent()) {
        membership.get().open(core, lifecycle);
      }

      catalog.revive(config, registrar, closers);
      CompletionStage<?> joined =
          membership.<CompletionStage<?>>map(ClusterMembership::join).orElse(DONE);
      messaging.start(closers);
      await(joined);

      HttpFrontDoor frontDoor = Parts.open(config, core, system, ops, lifecycle);
      httpPort = frontDoor.port();
      shutdown =
          new GracefulShutdown(
              execution.admission(),
              membership,
              frontDoor,
              lifecycle,
              messaging.outbox(),
              () -> loops.onAllHosts(HttpHostClient::drain),
              execution.supervisor(),
              storage,
              closers,
              time,
              config.limits().shutdownGraceMillis());
      LOG.info(
          // The SDKs' own container tests wait for the first four words.
          "Proxy Application started successfully: actor proxy {} for {} in {} is listening on http"
              + " port {}; partitions: {}, on {}",
          ProxyVersion.VERSION,
          config.identity().appName(),
          config.identity().systemName(),
          httpPort,
          loops.partitions().size(),
          loops.transport().kind());
    } catch (StoreException | IOException | RuntimeException e) {
      closers.close();
      throw e;
    }
  }

  private static void await(CompletionStage<?> joined) {
    try {
      joined.toCompletableFuture().get(JOIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      LOG.info("Not a member of the cluster yet: calls wait until it has joined");
    } catch (ExecutionException e) {
      throw new IllegalStateException("joining failed", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
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
