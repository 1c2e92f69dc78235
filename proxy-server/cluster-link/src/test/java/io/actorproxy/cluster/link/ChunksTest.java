package io.actorproxy.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.MalformedMessageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages are packed into chunks and found in them again. */
final class ChunksTest {
  private record Message(int type, ByteString content) {}

  private static final class Sink implements MessageSplitter.Sink {
    final List<Message> messages = new ArrayList<>();
    int limit = Integer.MAX_VALUE;

    @Override
    public int limit(int type) {
      return type == 99 ? 0 : limit;
    }

    @Override
    public void onMessage(int type, ByteString content) {
      messages.add(new Message(type, content));
    }

    @Override
    public boolean isDone() {
      return false;
    }
  }

  private static final class Messages implements ChunkWriter.Source {
    private final Queue<LinkMessage> left = new ArrayDeque<>();

    @Override
    public @Nullable LinkMessage peek() {
      return left.peek();
    }

    @Override
    public void take(LinkMessage message) {
      left.remove();
    }
  }

  @Test
  void messagesOfAllSizesAreFoundAgainHoweverTheyAreCut() throws Exception {
    long seed = new Random().nextInt();
    System.out.println("chunks from seed " + seed);
    Random random = new Random(seed);
    List<Message> sent = new ArrayList<>();
    Messages source = new Messages();
    for (int i = 0; i < 2_000; i++) {
      int size =
          switch (random.nextInt(100)) {
            case 0 -> random.nextInt(300_000);
            case 1, 2, 3 -> Chunk.BYTES - 10 + random.nextInt(20);
            default -> random.nextInt(300);
          };
      byte[] content = new byte[size];
      random.nextBytes(content);
      int type = 1 + random.nextInt(20);
      sent.add(new Message(type, ByteString.copyFrom(content)));
      source.left.add(new LinkMessage.Encoded(type, ByteString.copyFrom(content)));
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ChunkWriter writer = new ChunkWriter();
    for (Chunk chunk = writer.next(source); chunk != null; chunk = writer.next(source)) {
      int size = chunk.available();
      assertThat(size).isBetween(1, Chunk.BYTES);
      assertThat(chunk.drainTo(all)).isEqualTo(size);
    }
    assertThat(writer.isWithin()).isFalse();

    Sink sink = new Sink();
    MessageSplitter splitter = new MessageSplitter();
    InputStream bytes = new ByteArrayInputStream(all.toByteArray());
    while (bytes.available() > 0) {
      int size = random.nextBoolean() ? random.nextInt(10) : random.nextInt(100_000);
      splitter.read(new ByteArrayInputStream(bytes.readNBytes(size)), sink);
    }

    assertThat(sink.messages).isEqualTo(sent);
  }

  @Test
  void smallMessagesShareAChunk() {
    Messages source = new Messages();
    for (int i = 0; i < 100; i++) {
      source.left.add(LinkMessage.number(LinkMessage.PING, i));
    }
    ChunkWriter writer = new ChunkWriter();

    assertThat(writer.next(source)).isNotNull();
    assertThat(writer.next(source)).isNull();
  }

  @Test
  void noRoomIsMadeForAMessageThatIsTooLong() {
    Sink sink = new Sink();
    sink.limit = 1_000;
    byte[] head = {-23, 3, 0, 0, 1}; // 1,001 bytes

    assertThatThrownBy(() -> new MessageSplitter().read(new ByteArrayInputStream(head), sink))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("A message of type 1 has 1001 bytes, more than 1000");
  }

  @Test
  void lengthsAreNotNegative() {
    Sink sink = new Sink();
    byte[] head = {-1, -1, -1, -1, 1};

    assertThatThrownBy(() -> new MessageSplitter().read(new ByteArrayInputStream(head), sink))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("has 4294967295 bytes");
  }

  @Test
  void anUnknownMessageIsSkippedThoughItsEndComesLater()
      throws IOException, MalformedMessageException {
    Sink sink = new Sink();
    MessageSplitter splitter = new MessageSplitter();

    splitter.read(new ByteArrayInputStream(new byte[] {3, 0, 0, 0, 99, 7}), sink);
    splitter.read(new ByteArrayInputStream(new byte[] {7, 7, 0, 0, 0, 0, 5}), sink);

    assertThat(sink.messages).containsExactly(new Message(5, ByteString.EMPTY));
  }
}
