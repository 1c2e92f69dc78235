package io.actorproxy.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.actorproxy.logs.RecordedLog;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.memory.MemoryStore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class MessageWriterTest {
  private final MessageWriter writer =
      new MessageWriter(new MemoryStore(1 << 20).messages(), 10, new ReentrantLock());

  @Test
  void aResultThatComesAfterTheEndIsInTheLog() {
    writer.start();
    writer.close();
    AtomicBoolean isGone = new AtomicBoolean();

    try (var log = new RecordedLog(MessageWriter.class.getName(), Level.WARN)) {
      writer.finish(
          SteppedOutbox.lease(new MessageId(0, 1)),
          new MessageWriter.Outcome(() -> isGone.set(true), () -> isGone.set(true)));

      assertThat(log.lines())
          .singleElement(STRING)
          .contains("the proxy ends (Finish)", "may run again");
    }
    assertThat(isGone.get()).isFalse();
  }
}
