package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import io.actorproxy.time.TimeSource;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Two proxies on one database; the clock of one of them is wrong. */
final class StoreTimeTest {
  private static final long HOUR = 3_600_000;

  private final ManualTime time = new ManualTime();
  private final MessageStore messages = new MemoryStore(1 << 20).messages();
  private final MessageStore database = withClock();

  /** How long an answer is on its way. */
  private long answerAfterMillis;

  /** The clock of the database is right. */
  private MessageStore withClock() {
    return (MessageStore)
        Proxy.newProxyInstance(
            MessageStore.class.getClassLoader(),
            new Class<?>[] {MessageStore.class},
            (_, method, arguments) ->
                method.getName().equals("epochMillis")
                    ? OptionalLong.of(asked())
                    : method.invoke(messages, arguments));
  }

  /** The store waits before it looks at its clock. */
  private long asked() {
    time.advanceMillis(answerAfterMillis);
    return time.epochMillis();
  }

  private TimeSource off(long millis) {
    return new TimeSource() {
      @Override
      public long nanoTime() {
        return time.nanoTime();
      }

      @Override
      public long epochMillis() {
        return time.epochMillis() + millis;
      }
    };
  }

  private Outbox proxy(TimeSource clock) {
    return new SteppedOutbox(
            database, SteppedOutbox.config(100), SteppedOutbox.RULES, clock, (_, _, _) -> {})
        .outbox();
  }

  @Test
  void aProxyWhoseClockIsAheadClaimsNothingOfOthers() throws StoreException {
    Outbox right = proxy(off(0));
    Outbox ahead = proxy(off(HOUR));
    right.claims().claimOnce();
    ahead.claims().claimOnce();
    Message message = right.effect(call("b", "act").build(), ActorId.named("sys", "a"), 1);
    messages.add(List.of(message));
    right.claims().claimOnce();

    ahead.claims().claimOnce();

    assertThat(right.inFlight()).isEqualTo(1);
    assertThat(ahead.inFlight()).isZero();
  }

  @Test
  void leasesOfAProxyWhoseClockIsBehindLastAsLongAsAllOthers() throws StoreException {
    Outbox behind = proxy(off(-HOUR));
    Outbox right = proxy(off(0));
    right.claims().claimOnce();
    behind.claims().claimOnce();
    Message message = behind.effect(call("b", "act").build(), ActorId.named("sys", "a"), 1);
    messages.add(List.of(message));
    behind.claims().claimOnce();

    right.claims().claimOnce();
    assertThat(behind.inFlight()).isEqualTo(1);
    assertThat(right.inFlight()).isZero();

    time.advanceMillis(SteppedOutbox.config(100).leaseMillis() + 1);
    right.claims().claimOnce();
    assertThat(right.inFlight()).isEqualTo(1);
  }

  @Test
  void theWallClockOfTheMachineCountsIfTheStoreHasNone() throws StoreException {
    StoreTime its = new StoreTime(messages, off(HOUR));
    assertThat(its.compare()).isZero();
    assertThat(its.epochMillis()).isEqualTo(time.epochMillis() + HOUR);
  }

  @Test
  void betweenComparisonsTheMonotonicClockGoesOn() throws StoreException {
    StoreTime its = new StoreTime(database, off(HOUR));
    assertThat(its.compare()).isEqualTo(-HOUR);
    time.advanceMillis(250);
    assertThat(its.epochMillis()).isEqualTo(time.epochMillis());
  }

  @Test
  void whatComesInAtTheStartLivesByTheTimeOfTheStore() {
    Outbox ahead = proxy(off(HOUR));
    ahead.start();
    try {
      assertThat(ahead.time().epochMillis()).isEqualTo(time.epochMillis());
    } finally {
      ahead.close();
    }
  }

  @Test
  void aSlowComparisonIsWorthNoMoreThanTheOneBefore() throws StoreException {
    StoreTime its = new StoreTime(database, off(0));
    its.compare();
    long before = its.epochMillis();
    answerAfterMillis = 5_000;
    assertThat(its.compare()).isZero();
    assertThat(its.epochMillis()).isEqualTo(before + 5_000).isEqualTo(time.epochMillis());
  }
}
