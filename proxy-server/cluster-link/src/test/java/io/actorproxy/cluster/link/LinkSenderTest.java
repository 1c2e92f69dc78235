package io.actorproxy.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.invocation.Reply;
import io.actorproxy.loops.Partition;
import io.actorproxy.loops.Transport;
import io.actorproxy.time.TimeSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits while a stream takes nothing, and the order in which it is sent. */
final class LinkSenderTest {
  private final Transport transport = Transport.open(1);
  private final Partition partition = Partition.startOn(transport, TimeSource.SYSTEM).getFirst();
  private final SlowWire wire = new SlowWire(partition);
  private final LinkRoom room = new LinkRoom(LinkFixture.SMALL);
  private final Hello other =
      new Hello(1, 1, "cluster", 2, 1, "there", ByteString.EMPTY, 10, 1 << 20, 1 << 20);
  private final List<Long> answered = new ArrayList<>();
  private final LinkSender sender =
      new LinkSender(
          wire,
          2,
          room,
          other,
          Versions.CURRENT.newest(),
          TimeSource.SYSTEM,
          new LinkSender.Listener() {
            @Override
            public void onAnswered(long id) {
              answered.add(id);
            }

            @Override
            public void onFlushed() {}
          });

  @AfterEach
  void close() {
    transport.close();
  }

  /** A member that asks and does not read makes the other one hold no more for each question. */
  @Test
  void oneAnswerIsGoodForAllPingsThatWait() {
    onLoop(
        () -> {
          for (int i = 0; i < 1_000; i++) {
            sender.sendPong();
          }
        });

    wire.isReady = true;
    onLoop(sender::write);

    assertThat(wire.types).containsExactly(LinkMessage.PONG);
    onLoop(sender::sendPong);
    onLoop(() -> {});
    assertThat(wire.types).containsExactly(LinkMessage.PONG, LinkMessage.PONG);
  }

  @Test
  void whatIsSentWhileTheStreamIsSlowGoesTogether() {
    for (long id = 1; id <= 100; id++) {
      answer(id);
    }
    onLoop(() -> {});
    assertThat(wire.types).isEmpty();
    assertThat(answered).isEmpty();
    assertThat(room.queuedBytes()).isPositive();

    wire.isReady = true;
    onLoop(sender::write);

    assertThat(wire.types).hasSize(100);
    assertThat(wire.chunks).isEqualTo(1);
    assertThat(answered).hasSize(100);
    assertThat(room.queuedBytes()).isZero();
    assertThat(sender.isDone()).isTrue();
  }

  @Test
  void whatWaitsWhenTheStreamEndsTakesNoRoomAnyMore() {
    answer(1);
    onLoop(() -> sender.close("it has ended"));
    answer(2);
    onLoop(() -> {});

    assertThat(room.queuedBytes()).isZero();
  }

  private void answer(long id) {
    var answer = new LinkMessage.Response(id, new CallOutcome.Answered(Reply.ACCEPTED));
    room.takeAnswer(answer.size());
    sender.send(answer);
  }

  private void onLoop(Runnable task) {
    CompletableFuture.runAsync(task, partition).join();
  }

  /** Takes chunks when the test says so. */
  private static final class SlowWire extends Wire {
    final List<Integer> types = new ArrayList<>();
    int chunks;
    volatile boolean isReady;
    private final MessageSplitter splitter = new MessageSplitter();

    SlowWire(Partition partition) {
      super(partition, new Nothing());
    }

    @Override
    boolean isReady() {
      return isReady;
    }

    @Override
    void send(Chunk chunk) {
      chunks++;
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        chunk.drainTo(bytes);
        splitter.read(
            new ByteArrayInputStream(bytes.toByteArray()),
            new MessageSplitter.Sink() {
              @Override
              public int limit(int type) {
                return Integer.MAX_VALUE;
              }

              @Override
              public void onMessage(int type, ByteString content) {
                types.add(type);
              }

              @Override
              public boolean isDone() {
                return false;
              }
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (MalformedMessageException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    void finish() {}

    @Override
    void close(String reason) {}
  }

  private static final class Nothing implements Wire.Receiver {
    @Override
    public int limit(int type) {
      return 0;
    }

    @Override
    public void onMessage(int type, ByteString content) {}

    @Override
    public void onFinished() {}

    @Override
    public void onClosed(@Nullable String failure) {}
  }
}
