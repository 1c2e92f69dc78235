package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.Values;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@WithProxy("PROXY_MAILBOX_CAPACITY=5")
final class FullMailboxesAnswerAtOnceIT {
  @Test
  void callsThatAFullMailboxRefusesAreAnsweredAtOnceAndTheOthersRun(Scenario s) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    s.host(
        counter("counter")
            .action(
                "wait",
                call -> {
                  entered.countDown();
                  release.await();
                }));
    s.send(s.request("counter", "wait").setAsync(true));
    entered.await();
    for (int i = 0; i < 4; i++) {
      s.send(s.request("counter", "add").setValue(Values.any("1")).setAsync(true));
    }

    Refusal refusal = s.refused("counter", "add", "1");
    Refusal async = s.refused(s.request("counter", "add").setValue(Values.any("1")).setAsync(true));

    assertThat(refusal.code()).isEqualTo("MAILBOX_FULL");
    assertThat(refusal.http()).isIn(429, 503);
    assertThat(async.code()).isEqualTo("MAILBOX_FULL");
    release.countDown();
    await()
        .ignoreExceptionsInstanceOf(AssertionError.class)
        .until(() -> s.ok("counter", "read").equals("4"));
  }
}
