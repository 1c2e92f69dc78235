package io.actorproxy.server;

import io.actorproxy.delivery.Outbox;
import io.actorproxy.ingress.http.HttpFrontDoor;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Failure;
import io.actorproxy.part.ClusterMembership;
import io.actorproxy.routing.RequestAdmission;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.time.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end without losses: readiness goes down, calls from outside are refused, those that were
 * taken are answered, every actor is saved, everything is closed. All of it within the grace
 * period, whatever the host and the store do.
 */
final class GracefulShutdown {
  private static final Logger LOG = LoggerFactory.getLogger(GracefulShutdown.class);

  /** How much of the grace period is kept for closing, and how much time that has at least. */
  private static final long CLOSING_MILLIS_MAX = 2_000;

  private static final long CLOSING_MILLIS_MIN = 200;

  /** How long the handshake of a connection may take that is being made when the port is closed. */
  private static final long HANDSHAKE_MILLIS = 200;

  /** The share of the time for closing in which clients that have just connected are answered. */
  private static final int LAST_ANSWERS_SHARE = 4;

  private final RequestAdmission admission;
  private final Optional<ClusterMembership> membership;
  private final HttpFrontDoor frontDoor;
  private final PartLifecycle parts;
  private final Outbox outbox;
  private final Runnable drainHosts;
  private final EntitySupervisor supervisor;
  private final Storage storage;
  private final Closers closers;
  private final TimeSource time;
  private final long graceMillis;

  GracefulShutdown(
      RequestAdmission admission,
      Optional<ClusterMembership> membership,
      HttpFrontDoor frontDoor,
      PartLifecycle parts,
      Outbox outbox,
      Runnable drainHosts,
      EntitySupervisor supervisor,
      Storage storage,
      Closers closers,
      TimeSource time,
      long graceMillis) {
    this.admission = admission;
    this.membership = membership;
    this.frontDoor = frontDoor;
    this.parts = parts;
    this.outbox = outbox;
    this.drainHosts = drainHosts;
    this.supervisor = supervisor;
    this.storage = storage;
    this.closers = closers;
    this.time = time;
    this.graceMillis = graceMillis;
  }

  /** Returns whether every actor was saved and everything is closed. */
  boolean run() {
    LOG.info("Stopping; actors in memory: {}", supervisor.activations());
    Deadline end = Deadline.in(graceMillis, time);
    Deadline savedBy = Deadline.in(graceMillis - closingMillis(), time);
    // The rest of the time is for saving, however long a host thinks about its last action.
    Deadline quietBy = Deadline.in(graceMillis / 2, time);
    membership.ifPresent(cluster -> giveAway(cluster, quietBy));
    admission.drain();
    outbox.drain();
    // The app often ends first, and then nothing is gained by waiting for it.
    drainHosts.run();
    parts
        .drain()
        .forEach(
            (waiting, drained) -> {
              if (!await(drained, quietBy)) {
                LOG.warn(
                    "Expected {} to be answered within the grace period, but some still wait",
                    waiting);
              }
            });
    boolean saved = await(supervisor.drain(quietBy), savedBy);
    if (!saved) {
      LOG.error(
          "Expected all actors to be saved within the grace period, but {} are left in memory, of"
              + " which {} wait for the store{}",
          supervisor.activations(),
          storage.state().unsaved(),
          storeFailure());
    }
    membership.ifPresent(cluster -> leave(cluster, savedBy));
    frontDoor.stopListening();
    await(frontDoor.drain(), Deadline.in(closingMillis() / LAST_ANSWERS_SHARE, time));
    boolean closed = closers.closeWithin(Math.max(CLOSING_MILLIS_MIN, end.remainingMillis(time)));
    return saved && closed;
  }

  /**
   * The other members take over the actors first, and then no client can reach this process any
   * more: none of their calls fails. What comes until then is taken to the actors, wherever they
   * are.
   */
  private void giveAway(ClusterMembership cluster, Deadline quietBy) {
    frontDoor.closeAfterResponses();
    if (!await(cluster.giveAway(), quietBy)) {
      LOG.warn(
          "Expected the other members of the cluster to take over all actors within the grace"
              + " period, but some are still here");
    }
    frontDoor.stopListening();
    await(new CompletableFuture<>(), Deadline.in(HANDSHAKE_MILLIS, time));
    if (!await(frontDoor.drain(), quietBy)) {
      LOG.warn("Expected clients to be answered within the grace period, but some still wait");
    }
  }

  private void leave(ClusterMembership cluster, Deadline savedBy) {
    if (!await(cluster.leave(), savedBy)) {
      LOG.warn(
          "Expected to leave the cluster within the grace period, but work is left; the other"
              + " members take over in some seconds");
    }
  }

  private long closingMillis() {
    return Math.min(CLOSING_MILLIS_MAX, graceMillis / 4);
  }

  private String storeFailure() {
    Failure failure = storage.health().failure();
    return failure == null ? "" : ": " + failure;
  }

  private boolean await(CompletionStage<?> stage, Deadline until) {
    try {
      stage.toCompletableFuture().get(until.remainingMillis(time), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a drain failed", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
