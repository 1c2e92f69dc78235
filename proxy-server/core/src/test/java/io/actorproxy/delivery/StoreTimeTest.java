package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import io.actorproxy.time.TimeSource;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two proxies on one database; the clock of one of them is wrong. */
final class StoreTimeTest {
  private static final long HOUR = 3_600_000;

  private final ManualTime time = new ManualTime();
  private final MessageStore messages = new MemoryStore(1 << 20).messages();
  private final MessageStore database = withClock();
  private final List<String> ran = new ArrayList<>();

  /** By how much the clock of the store has gone away from those of the machines. */
  private long storeAhead;

  /** How long a question is on its way to the clock of the store, and the answer back. */
  private long questionMillis;

  private long answerMillis;
  private int questions;

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

  private long asked() {
    questions++;
    time.advanceMillis(questionMillis);
    long read = time.epochMillis() + storeAhead;
    time.advanceMillis(answerMillis);
    return read;
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
    assertThat(its.earliest()).isEqualTo(time.epochMillis() + HOUR);
    assertThat(its.latest()).isEqualTo(time.epochMillis() + HOUR);
  }

  @Test
  void betweenComparisonsTheMonotonicClockGoesOn() throws StoreException {
    StoreTime its = new StoreTime(database, off(HOUR));
    assertThat(its.compare()).isEqualTo(-HOUR);
    time.advanceMillis(250);
    assertIsWithin(its, 1);
  }

  @Test
  void whatComesInAtTheStartLivesByTheTimeOfTheStore() {
    Outbox ahead = proxy(off(HOUR));
    ahead.start();
    try {
      assertIsWithin(ahead.time(), 1);
    } finally {
      ahead.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"150, 0", "0, 150", "70, 80", "2000, 0", "0, 2000"})
  void theTimeOfTheStoreIsBetweenBothBoundsHoweverSlowItsAnswerIs(long question, long answer)
      throws StoreException {
    StoreTime its = new StoreTime(database, off(HOUR));
    questionMillis = question;
    answerMillis = answer;
    its.compare();
    assertIsWithin(its, question + answer);
    time.advanceMillis(10_000);
    assertIsWithin(its, question + answer + 20);
  }

  @ParameterizedTest
  @ValueSource(longs = {-9, 9})
  void clocksThatGoApartSlowlyStayWithinTheBounds(long millis) throws StoreException {
    StoreTime its = new StoreTime(database, off(0));
    its.compare();
    time.advanceMillis(10_000);
    storeAhead = millis;
    assertIsWithin(its, 20);
    its.compare();
    assertIsWithin(its, 1);
  }

  @Test
  void aSlowComparisonIsWorthNoMoreThanTheOneBefore() throws StoreException {
    StoreTime its = new StoreTime(database, off(0));
    its.compare();
    questionMillis = 5_000;
    its.compare();
    assertIsWithin(its, 12);
  }

  @Test
  void aSlowComparisonIsWorthMoreThanOneThatWasSlower() throws StoreException {
    StoreTime its = new StoreTime(database, off(0));
    questionMillis = 2_000;
    its.compare();
    questionMillis = 500;
    its.compare();
    assertIsWithin(its, 500);
  }

  @ParameterizedTest
  @ValueSource(longs = {-HOUR, -1_000, 1_000, HOUR})
  void aClockOfTheStoreThatIsSetIsFollowedHoweverSlowItsAnswerIs(long millis)
      throws StoreException {
    StoreTime its = new StoreTime(database, off(0));
    its.compare();
    storeAhead = millis;
    questionMillis = 500;
    its.compare();
    assertIsWithin(its, 500);
  }

  @Test
  void theClocksAreComparedEveryTenSecondsHoweverLongALeaseIs() throws StoreException {
    OutboxConfig config =
        new OutboxConfig(
            100, 100, 20, 1 << 20, 100_000, 3, 86_400_000, 100, 1_000, 1_000, 100, 1_000, false);
    Outbox proxy = new SteppedOutbox(database, config, off(0), (_, _, _) -> {}).outbox();
    proxy.claims().claimOnce();
    proxy.claims().claimOnce();
    int before = questions;
    for (int second = 0; second < 100; second++) {
      time.advanceMillis(1_000);
      proxy.claims().claimOnce();
    }

    assertThat(questions - before).isEqualTo(10);
  }

  /** The time of the store is within the bounds, which are so far apart at the most. */
  private void assertIsWithin(StoreTime its, long apartMax) {
    assertThat(time.epochMillis() + storeAhead).isBetween(its.earliest(), its.latest());
    // Each bound is cut to milliseconds, and so is what the store says.
    assertThat(its.latest() - its.earliest()).isLessThanOrEqualTo(apartMax + 3);
  }

  private SteppedOutbox stepped(TimeSource clock) {
    return new SteppedOutbox(
        database, SteppedOutbox.config(100), clock, (call, _, _) -> ran.add(call.name()));
  }

  private SteppedOutbox notAlone() {
    return new SteppedOutbox(
        database,
        new Owner.Process(Long.MAX_VALUE, false),
        SteppedOutbox.config(100),
        SteppedOutbox.RULES,
        off(0),
        (call, _, _) -> ran.add(call.name()));
  }

  @ParameterizedTest
  @CsvSource({"150, 150", "2000, 150", "2000, 2000", "150, 0"})
  void aScheduledCallDoesNotRunBeforeItsTimeHoweverSlowTheStoreIs(long first, long later)
      throws StoreException {
    SteppedOutbox proxy = stepped(off(0));
    questionMillis = first;
    proxy.outbox().claims().claimOnce();
    questionMillis = later;
    long due = time.epochMillis() + 20_000;
    Call call = call("a", "act").scheduledTo(due).build();
    proxy.outbox().schedule(call, new RecordedReply());
    while (ran.isEmpty()) {
      assertThat(time.epochMillis()).isLessThan(due + first + 100);
      proxy.step();
      time.advanceMillis(10);
    }

    assertThat(time.epochMillis()).isGreaterThanOrEqualTo(due);
  }

  @ParameterizedTest
  @ValueSource(longs = {-HOUR, HOUR})
  void aScheduledCallOfAProxyWhoseClockIsWrongRunsAtItsTime(long millis) throws StoreException {
    SteppedOutbox wrong = stepped(off(millis));
    wrong.outbox().claims().claimOnce();
    Call call = call("a", "act").scheduledTo(time.epochMillis() + 1_000).build();
    wrong.outbox().schedule(call, new RecordedReply());
    wrong.step();
    time.advanceMillis(999);
    wrong.step();
    assertThat(ran).isEmpty();

    time.advanceMillis(10);
    wrong.step();
    assertThat(ran).containsExactly("a");
  }

  @Test
  void whatIsSentIsDueAtOnceHoweverSlowTheStoreIs() throws StoreException {
    SteppedOutbox proxy = stepped(off(0));
    questionMillis = 1_000;
    answerMillis = 1_000;
    proxy.outbox().claims().claimOnce();
    messages.add(
        List.of(proxy.outbox().effect(call("b", "act").build(), ActorId.named("sys", "a"), 1)));

    proxy.outbox().claims().claimOnce();

    assertThat(ran).containsExactly("b");
  }

  @ParameterizedTest
  @CsvSource({"150, 0", "0, 150", "2000, 0", "0, 2000"})
  void aLeaseIsOverBeforeAnotherProxyMayHaveItHoweverSlowTheStoreIs(long question, long answer)
      throws StoreException {
    List<Delivery> deliveries = new ArrayList<>();
    SteppedOutbox slow = stepped(off(0));
    slow.deliverTo((_, _, replyTo) -> deliveries.add(requireNonNull(replyTo.delivery())));
    questionMillis = question;
    answerMillis = answer;
    slow.outbox().claims().claimOnce();
    messages.add(
        List.of(slow.outbox().effect(call("b", "act").build(), ActorId.named("sys", "a"), 1)));
    slow.outbox().claims().claimOnce();
    questionMillis = 0;
    answerMillis = 0;
    SteppedOutbox other = notAlone();
    while (ran.isEmpty()) {
      time.advanceMillis(10);
      other.outbox().claims().claimOnce();
    }

    assertThat(deliveries).singleElement().satisfies(one -> assertThat(one.begin()).isFalse());
  }
}
