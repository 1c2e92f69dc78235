package io.actorproxy.server;

import io.actorproxy.ingress.http.HttpFrontDoor;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.routing.Router;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.time.TimeSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end without losses: readiness goes down, calls from outside are refused, those that were
 * taken are answered, every actor is saved. All of it within the grace period.
 */
final class GracefulShutdown {
  private static final Logger LOG = LoggerFactory.getLogger(GracefulShutdown.class);

  private final Router router;
  private final HttpFrontDoor frontDoor;
  private final EntitySupervisor supervisor;
  private final TimeSource time;
  private final long graceMillis;

  GracefulShutdown(
      Router router,
      HttpFrontDoor frontDoor,
      EntitySupervisor supervisor,
      TimeSource time,
      long graceMillis) {
    this.router = router;
    this.frontDoor = frontDoor;
    this.supervisor = supervisor;
    this.time = time;
    this.graceMillis = graceMillis;
  }

  void run() {
    LOG.info("Stopping: {} actors are in memory", supervisor.activations());
    Deadline end = Deadline.in(graceMillis, time);
    // The rest of the time is for saving, however long a host thinks about its last action.
    Deadline quietBy = Deadline.in(graceMillis / 2, time);
    router.drain();
    if (!await(frontDoor.drain(), quietBy)) {
      LOG.warn("Expected clients to be answered within the grace period, but some still wait");
    }
    if (!await(supervisor.drain(quietBy), end)) {
      LOG.error(
          "Expected all actors to be saved within the grace period, but {} are left",
          supervisor.activations());
    }
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
