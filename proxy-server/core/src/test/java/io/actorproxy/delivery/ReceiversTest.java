package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReceiversTest {
  private static final long LONGEST_PAUSE = 1_000;

  private final ManualTime time = new ManualTime();
  private final List<Shipment> sent = new ArrayList<>();
  private final Receivers receivers =
      new Receivers(
          new UnderWay(20, new BytesUnderWay(MemoryBudget.unlimited(), 1 << 20)),
          1,
          LONGEST_PAUSE,
          time,
          sent::add);
  private final Outbox outbox =
      new SteppedOutbox(
              new MemoryStore(1 << 20).messages(), SteppedOutbox.config(100), time, (_, _, _) -> {})
          .outbox();
  private long sequence;

  private long send(boolean isNew) {
    Call call = call("slow", "add").build();
    return receivers.send(
        new Shipment(
            outbox,
            SteppedOutbox.lease(outbox.effect(call, ActorId.named("sys", "sender"), ++sequence)),
            call),
        isNew);
  }

  /** Sends until as much is parked as may be. */
  private long sendUntilPutOff() {
    long pause = 0;
    while (pause == 0) {
      pause = send(false);
    }
    return pause;
  }

  @Test
  void whatIsNewComesBehindWhatIsPutOff() {
    long pause = sendUntilPutOff();
    assertThat(sent).hasSize(1);
    while (receivers.parked() > 1) {
      receivers.leave(sent.getLast());
    }

    assertThat(send(true)).isEqualTo(pause);
    time.advanceMillis(pause);
    assertThat(send(true)).isZero();
  }

  @Test
  void aClockThatIsSetBackPutsOffNoLongerThanTheLongestPause() {
    sendUntilPutOff();
    time.setBackMillis(3_600_000);

    assertThat(send(true)).isBetween(1L, LONGEST_PAUSE);
    time.advanceMillis(LONGEST_PAUSE);
    while (receivers.parked() > 1) {
      receivers.leave(sent.getLast());
    }
    assertThat(send(true)).isZero();
  }
}
