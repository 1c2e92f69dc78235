package io.actorproxy.schedule;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.time.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InvocationSchedulerTest {
  private final ManualLoop loop = new ManualLoop();
  private final List<Call> due = new ArrayList<>();
  private final InvocationScheduler scheduler =
      new InvocationScheduler(
          loop,
          loop.wheel(),
          loop.time(),
          (call, _, replyTo) -> {
            due.add(call);
            replyTo.reply(Reply.failed(ErrorCode.ACTOR_NOT_FOUND, "gone"));
          },
          2);

  @Test
  void callsRunInTheOrderOfTheirTimesWhateverBecomesOfThem() {
    schedule("second", 200);
    schedule("first", 100);

    loop.advance(300);

    assertThat(due).extracting(Call::name).containsExactly("first", "second");
  }

  @Test
  void aDueCallRunsNowAndNobodyWaitsForIt() {
    schedule("a", 100);

    loop.advance(120);

    assertThat(due)
        .singleElement()
        .matches(Call::async)
        .matches(call -> call.scheduledTo() == 0)
        .matches(call -> call.origin() == Origin.SCHEDULE);
  }

  @Test
  void aTimeThatNeverComesTakesAPlaceAndHarmsNobody() {
    RecordedReply never = new RecordedReply();
    scheduler.schedule(call("never", "add").scheduledTo(Long.MAX_VALUE).build(), never);
    schedule("soon", 100);

    loop.advance(200);

    assertThat(never.reply()).isEqualTo(Reply.ACCEPTED);
    assertThat(due).extracting(Call::name).containsExactly("soon");
  }

  private void schedule(String name, long inMillis) {
    long at = loop.time().epochMillis() + inMillis;
    scheduler.schedule(call(name, "add").scheduledTo(at).build(), new RecordedReply());
    loop.drain();
  }
}
