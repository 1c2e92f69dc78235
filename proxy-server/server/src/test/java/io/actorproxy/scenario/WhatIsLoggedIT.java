package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** What an operator reads of single calls, if asked for. */
@WithProxy({"SPAWN_PROXY_LOGGER_LEVEL=TRACE"})
final class WhatIsLoggedIT {
  @Test
  void everyInvocationAndEveryFailureIsALineWithoutContent(Scenario s) throws Exception {
    s.host(counter("counter"));
    s.ok("counter", "add", "571284");
    s.refused("counter", "nothing-like-it");

    await()
        .untilAsserted(
            () ->
                assertThat(s.proxy().log())
                    .anyMatch(
                        line ->
                            line.matches(
                                ".* TRACE .*Turn: "
                                    + s.system()
                                    + "/counter add: ok after \\d+ ms"))
                    .anyMatch(line -> line.matches(".* DEBUG .*failed: ACTION_NOT_FOUND: .*"))
                    .noneMatch(line -> line.contains("571284")));
  }
}
