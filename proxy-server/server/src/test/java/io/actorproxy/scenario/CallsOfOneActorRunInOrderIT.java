package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.Values;
import io.spawn.InvocationResponse.PayloadCase;
import io.spawn.Status;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@WithProxy
final class CallsOfOneActorRunInOrderIT {
  @Test
  void oneAtATime(Scenario s) throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    s.host(
        counter("counter")
            .action(
                "enter",
                call -> {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  Thread.yield();
                  inside.decrementAndGet();
                  call.newState(
                      "" + (Values.number(call.invocation().getCurrentContext().getState()) + 1));
                }));

    Together.run(50, _ -> s.ok("counter", "enter"));

    assertThat(most.get()).isEqualTo(1);
    assertThat(s.ok("counter", "read")).isEqualTo("50");
  }

  @Test
  void differentActorsDoNotWaitForEachOther(Scenario s) throws Exception {
    CyclicBarrier together = new CyclicBarrier(5);
    s.host(
        unnamed("guest")
            .action(
                "meet",
                call -> {
                  together.await();
                  call.reply("met");
                }));
    s.spawn("guest", "g0", "g1", "g2", "g3", "g4");

    assertThat(Together.run(5, i -> s.ok("g" + i, "meet"))).containsOnly("met");
  }

  @Test
  void asyncThenSyncOfOneClientIsKept(Scenario s) throws Exception {
    s.host(counter("counter"));

    try (var connection = s.client().connect()) {
      for (int i = 1; i <= 100; i++) {
        connection.invoke(
            s.request("counter", "add").setValue(Values.any("1")).setAsync(true).build());
        var answer = connection.invoke(s.request("counter", "read").build());
        assertThat(Values.number(answer.body().getValue())).isEqualTo(i);
      }
    }
  }

  @Test
  void anAsyncCallIsAcceptedWithoutAPayload(Scenario s) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    s.host(
        named("slow")
            .action(
                "work",
                call -> {
                  release.await();
                  call.reply("done");
                }));

    var response = s.send(s.request("slow", "work").setAsync(true));
    release.countDown();

    assertThat(response.getStatus().getStatus()).isEqualTo(Status.OK);
    assertThat(response.getPayloadCase()).isEqualTo(PayloadCase.PAYLOAD_NOT_SET);
  }
}
