package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import org.junit.jupiter.api.Test;

/** What is in the store, and what is promised, leaves no room for more than allowed. */
final class StockTest {
  private static final Amount ONE = new Amount(1, 10, 0);

  private final ManualTime time = new ManualTime();
  private final MemoryStore store = new MemoryStore(1 << 20);
  private boolean broken;

  private SteppedOutbox outbox(long storedMax, long deadMax) {
    return new SteppedOutbox(
        store.messages(),
        SteppedOutbox.config(100),
        SteppedOutbox.rules(DeliveryPolicy.AT_MOST_ONCE, storedMax, deadMax),
        time,
        (_, _, replyTo) -> {
          if (broken) {
            replyTo.reply(Reply.failed(ErrorCode.HOST_CLOSED, "went away"));
          }
        });
  }

  private Stock stock(long storedMax) {
    return new Stock(
        store.messages(), 5, SteppedOutbox.rules(DeliveryPolicy.AT_MOST_ONCE, storedMax, 10), time);
  }

  private static RecordedReply accept(SteppedOutbox outbox) {
    RecordedReply reply = new RecordedReply();
    outbox.outbox().accept(call("a", "add").async().build(), reply);
    return reply;
  }

  @Test
  void ofTwoThatWantTheLastPlaceAtOnceOneGetsIt() {
    Stock stock = stock(1);

    assertThat(stock.promise(ONE, Amount.NONE)).isNull();
    assertThat(stock.promise(ONE, Amount.NONE))
        .extracting(Failure::code)
        .isEqualTo(ErrorCode.OUTBOX_FULL);
    stock.withdraw(ONE);
    assertThat(stock.promise(ONE, Amount.NONE)).isNull();
  }

  @Test
  void whoTakesInAMessageMayAlwaysSendOne() {
    Stock stock = stock(1);
    stock.promise(ONE, Amount.NONE);

    assertThat(stock.promise(ONE, new Amount(1, 0, 0))).isNull();
    assertThat(stock.promise(ONE.plus(ONE), new Amount(1, 0, 0))).isNotNull();
  }

  @Test
  void anUnknownOutcomeIsCountedInTheStore() throws StoreException {
    Stock stock = stock(10);
    stock.recountIfNeeded();
    SteppedOutbox behind = outbox(10, 10);
    stock.promise(ONE, Amount.NONE);
    accept(behind);
    behind.outbox().writer().writeOnce();
    stock.onLost(ONE);
    assertThat(stock.waiting().messages()).isZero();

    stock.recountIfNeeded();

    assertThat(stock.waiting().messages()).isEqualTo(1);
  }

  @Test
  void aFullStoreTakesNoDurableCallUntilOneHasRunAndSaysWhichSettingItIs() {
    SteppedOutbox outbox = outbox(2, 10);
    outbox.step();
    accept(outbox);
    accept(outbox);
    RecordedReply third = accept(outbox);

    assertThat(third.code()).isEqualTo(ErrorCode.OUTBOX_FULL);
    assertThat(third.message()).contains("PROXY_OUTBOX_MAX_STORED is 2");
  }

  @Test
  void aStoreFullOfDeadLettersTakesNoMessages() {
    SteppedOutbox outbox = outbox(100, 2);
    outbox.step();
    broken = true;
    accept(outbox);
    accept(outbox);
    outbox.step();
    assertThat(outbox.outbox().deadLetters()).isEqualTo(2);
    assertThat(outbox.outbox().waiting()).isZero();

    RecordedReply third = accept(outbox);

    assertThat(third.code()).isEqualTo(ErrorCode.DEAD_LETTERS_FULL);
    assertThat(third.message()).contains("PROXY_DEAD_LETTERS_MAX is 2");
  }

  @Test
  void whatAnEarlierRunHasLeftIsCounted() {
    SteppedOutbox before = outbox(2, 10);
    accept(before);
    accept(before);
    before.outbox().writer().writeOnce();
    SteppedOutbox after = outbox(2, 10);
    after.step();

    assertThat(accept(after).code()).isEqualTo(ErrorCode.OUTBOX_FULL);
  }
}
