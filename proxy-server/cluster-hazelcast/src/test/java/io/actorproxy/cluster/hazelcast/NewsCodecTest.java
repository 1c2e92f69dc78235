package io.actorproxy.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.actorproxy.cluster.news.News;
import io.actorproxy.cluster.news.ServedTypes;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.TypeName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NewsCodecTest {
  @Test
  void manyInstancesAreSeveralMessages() throws IOException {
    List<ActorId> ids =
        IntStream.range(0, 10_000)
            .mapToObj(i -> new ActorId("system", "type", "name-" + i))
            .toList();
    List<byte[]> messages = new ArrayList<>();
    NewsCodec.write(new News.Spawned(ids), messages::add);

    assertThat(messages)
        .hasSizeGreaterThan(1)
        .allSatisfy(message -> assertThat(message).hasSizeLessThanOrEqualTo(NewsCodec.MAX_BYTES));
    List<ActorId> read = new ArrayList<>();
    for (byte[] message : messages) {
      read.addAll(
          assertThat(NewsCodec.read(message))
              .asInstanceOf(type(News.Spawned.class))
              .actual()
              .instances());
    }
    assertThat(read).isEqualTo(ids);
  }

  @Test
  void aKindOfALaterVersionIsNoNews() throws IOException {
    assertThat(NewsCodec.read(new byte[] {99, 1, 2, 3})).isNull();
  }

  @Test
  void typesForWhichThereIsNoRoomAreLeftOut() throws IOException {
    List<TypeName> types =
        IntStream.range(0, 900).mapToObj(i -> new TypeName("system", "t".repeat(100) + i)).toList();
    ServedTypes read =
        NewsCodec.readServed(NewsCodec.write(new ServedTypes(7, "app", "me", types)));
    assertThat(read.types())
        .hasSizeGreaterThan(100)
        .isEqualTo(types.subList(0, read.types().size()));
  }

  @Test
  void anyBytesAreReadOrRefused() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) random.nextInt(5);
      }
      try {
        NewsCodec.read(bytes);
        NewsCodec.readServed(bytes);
      } catch (IOException e) {
        assertThat(e).as("seed %d", seed).isNotNull();
      }
    }
    assertThatIOException().isThrownBy(() -> NewsCodec.read(new byte[0]));
  }
}
