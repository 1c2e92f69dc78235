package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

final class UpkeepTest {
  private static final long DAY = 86_400_000;

  private final ManualTime time = new ManualTime();
  private final MemoryStore store = new MemoryStore(1 << 20);
  private final OutboxConfig config =
      new OutboxConfig(
          1_000, 100, 250, 1 << 20, 100_000, 3, 10_000, 100, 600_000, 1_000, 100, 1_000, false);
  private final MessageRules rules =
      new MessageRules(DeliveryPolicy.AT_MOST_ONCE, 500, 1 << 20, 500, 1 << 20, 30 * DAY);
  private ErrorCode failure = ErrorCode.HOST_CLOSED;
  private int tries;
  private final SteppedOutbox outbox =
      new SteppedOutbox(
          store.messages(),
          config,
          rules,
          time,
          (_, _, replyTo) -> {
            tries++;
            replyTo.reply(Reply.failed(failure, "not now"));
          });
  private boolean hostAccepts;
  private boolean fails;
  private final MessageStore failing =
      WatchedMessages.of(
          store.messages(),
          _ -> {
            if (fails) {
              throw new StoreUnavailableException("not now");
            }
          });
  private final Upkeep upkeep =
      new Upkeep(failing, outbox.outbox(), config, rules, () -> hostAccepts);

  private void accept(int messages) {
    for (int i = 0; i < messages; i++) {
      outbox.outbox().accept(call("a", "add").async().build(), new RecordedReply());
    }
    outbox.step();
  }

  private long dead() throws StoreException {
    return store.messages().count(EnumSet.allOf(MessageKind.class), true);
  }

  @Test
  void deadLettersAreRemovedWhenTheyAreOldAndNotBefore() throws StoreException {
    outbox.step();
    accept(250);
    time.advanceMillis(10 * DAY);
    accept(1);
    upkeep.run();
    assertThat(dead()).isEqualTo(251);

    time.advanceMillis(20 * DAY + 1);
    upkeep.run();

    assertThat(dead()).isEqualTo(1);
    assertThat(outbox.outbox().deadLetters()).isEqualTo(1);
    assertThat(outbox.outbox().counters().expired()).isEqualTo(250);
  }

  @Test
  void whatWaitsForTheHostLeavesWhenItIsBack() {
    failure = ErrorCode.HOST_UNREACHABLE;
    outbox.step();
    accept(1);
    time.advanceMillis(300_000);
    outbox.step();
    time.advanceMillis(20_000);
    outbox.step();
    int before = tries;
    upkeep.run();
    outbox.step();
    assertThat(tries).isEqualTo(before);

    hostAccepts = true;
    upkeep.run();
    outbox.step();

    assertThat(tries).isEqualTo(before + 1);
  }

  @Test
  void whatWaitsForTheHostLeavesThoughAnotherMessageWasTheFirstToReachIt() {
    failure = ErrorCode.HOST_UNREACHABLE;
    outbox.step();
    accept(1);
    time.advanceMillis(300_000);
    outbox.step();
    time.advanceMillis(20_000);
    outbox.step();
    outbox.deliverTo((_, _, replyTo) -> replyTo.reply(Reply.ACCEPTED));
    accept(1);
    int before = tries;
    outbox.deliverTo((_, _, _) -> tries++);

    fails = true;
    upkeep.run();
    outbox.step();
    assertThat(tries).as("while the store is away").isEqualTo(before);

    fails = false;
    upkeep.run();
    outbox.step();
    assertThat(tries).isEqualTo(before + 1);
  }
}
