package io.actorproxy.hostile;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.Answer;
import io.actorproxy.sdks.Sdk;
import io.spawn.InvocationResponse;
import io.spawn.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More work than there may be is refused at once, while the rest waits. */
@Timeout(60)
final class OverloadIT {
  private final CountDownLatch release = new CountDownLatch(1);

  private ActorScript waiting(String name, CountDownLatch entered) {
    return counter(name)
        .action(
            "wait",
            call -> {
              entered.countDown();
              release.await();
              call.reply("done");
            });
  }

  @Test
  void aFullMailboxAnswersAtOnce() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    try (Victim victim =
            Victim.start(Sdk.GO, Map.of("PROXY_MAILBOX_CAPACITY", "20"), waiting("busy", entered));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> first = threads.submit(() -> victim.call("busy", "wait", ""));
      entered.await();
      // The one that runs takes a place as well.
      for (int i = 1; i < 20; i++) {
        var async = Victim.request("busy", "add", "1").setAsync(true).build();
        assertThat(victim.client().invoke(async).http()).isEqualTo(200);
      }

      refused(victim, "busy", 429, "MAILBOX_FULL: ");

      assertThat(victim.call(Victim.CALM, "add", "1")).isEqualTo("1");
      release.countDown();
      assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("done");
      assertThat(victim.call("busy", "read", "")).isEqualTo("19");
      victim.assertHealthy();
    }
  }

  @Test
  void aFullProxyAnswersAtOnce() throws Exception {
    CountDownLatch entered = new CountDownLatch(10);
    ActorScript[] busy = new ActorScript[10];
    for (int i = 0; i < busy.length; i++) {
      busy[i] = waiting("busy-" + i, entered);
    }
    try (Victim victim = Victim.start(Sdk.GO, Map.of("PROXY_MAX_INFLIGHT", "10"), busy);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> calls = new ArrayList<>();
      for (ActorScript actor : busy) {
        calls.add(threads.submit(() -> victim.call(actor.name(), "wait", "")));
      }
      entered.await();

      refused(victim, Victim.CALM, 503, "OVERLOADED: ");

      release.countDown();
      for (Future<String> call : calls) {
        assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("done");
      }
      assertThat(victim.call(Victim.CALM, "add", "1")).isEqualTo("1");
      victim.assertHealthy();
    }
  }

  /** The calls before this one wait for {@link #release}, so an answer can only be one at once. */
  private static void refused(Victim victim, String actor, int http, String code)
      throws IOException {
    Answer<InvocationResponse> answer =
        victim.client().invoke(Victim.request(actor, "add", "1").build());
    assertThat(answer.http()).isEqualTo(http);
    assertThat(answer.body().getStatus().getStatus()).isEqualTo(Status.ERROR);
    assertThat(answer.body().getStatus().getMessage()).startsWith(code);
  }
}
