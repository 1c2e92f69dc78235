package io.actorproxy.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Reply;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.EncryptingStore;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.StateCipher;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What the proxy tells of messages that no key opens. */
final class UnreadableMessagesTest {
  private final RecordedLog log = new RecordedLog(FailureLog.class.getName(), Level.WARN);
  private final ManualTime time = new ManualTime();
  private final MemoryStore behind = new MemoryStore(1 << 20);

  @AfterEach
  void stopRecording() {
    log.close();
  }

  private StateStore encrypted() throws StoreException {
    SecureRandom random = new SecureRandom();
    StateStoreDriver driver =
        new StateStoreDriver() {
          @Override
          public String type() {
            return "memory";
          }

          @Override
          public StateStore open(StoreSettings settings) {
            return behind;
          }
        };
    return EncryptingStore.open(
        driver,
        new StoreSettings(Path.of("unused"), 1 << 19, Map.of()),
        new StateCipher(List.of(new SecretKeySpec(new byte[32], "AES")), random),
        random,
        false);
  }

  @Test
  void eachIsAWarningAFigureAndADeadLetterWithItsCode() throws StoreException {
    for (int i = 0; i < 70; i++) {
      Message message =
          Message.untried(
              new MessageId(0, i),
              MessageKind.EFFECT,
              new ActorKey("shop", "cart", "c\n" + i),
              0,
              0,
              time.epochMillis(),
              new byte[] {1, 2, 3});
      behind.messages().add(List.of(message));
    }
    SteppedOutbox outbox =
        new SteppedOutbox(
            encrypted().messages(),
            SteppedOutbox.config(100),
            time,
            (_, _, replyTo) -> replyTo.reply(Reply.ACCEPTED));

    outbox.step();

    assertThat(outbox.outbox().counters().unreadable()).isEqualTo(70);
    assertThat(outbox.outbox().counters().dead()).isEqualTo(70);
    assertThat(outbox.outbox().deadLetters()).isEqualTo(70);
    assertThat(outbox.outbox().waiting()).isZero();
    assertThat(log.lines()).as("as many lines as a minute may have").hasSize(50);
    assertThat(log.lines().getFirst())
        .matches(
            "WARN Dead letter 0{31}.: effect for shop/cart/c\\?\\d+: MESSAGE_UNREADABLE: No key"
                + " .*");
    assertThat(
            behind.messages().heads(EnumSet.allOf(MessageKind.class), true, Optional.empty(), 100))
        .hasSize(70)
        .allMatch(letter -> letter.failure().startsWith(ErrorCode.MESSAGE_UNREADABLE + ": "));
  }
}
