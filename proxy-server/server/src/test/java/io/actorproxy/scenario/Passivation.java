package io.actorproxy.scenario;

import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ScriptedHost;
import java.time.Duration;

/** Watches actors leave memory: their {@code init} action runs once an activation. */
final class Passivation {
  private Passivation() {}

  /**
   * Calls {@code read}, at ever longer intervals, until the actor was passivated in between and
   * came back.
   */
  static void awaitReactivation(Scenario s, ScriptedHost host, String actor) {
    long activations = host.timesInvoked("init");
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(org.awaitility.pollinterval.FibonacciPollInterval.fibonacci())
        .until(
            () -> {
              s.ok(actor, "read");
              return host.timesInvoked("init") > activations;
            });
  }
}
