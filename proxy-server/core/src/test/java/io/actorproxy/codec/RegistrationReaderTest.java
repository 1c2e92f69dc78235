package io.actorproxy.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.spawn.RegistrationRequest;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Channel;
import io.spawn.actors.Metadata;
import io.spawn.actors.Registry;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationReaderTest {
  /** Metadata as early SDKs write it, with a string where the Channel is now. */
  private static Metadata oldMetadata(ByteString... topics) {
    UnknownFieldSet.Field.Builder groups = UnknownFieldSet.Field.newBuilder();
    for (ByteString topic : topics) {
      groups.addLengthDelimited(topic);
    }
    return Metadata.newBuilder()
        .putTags("colour", "red")
        .setUnknownFields(UnknownFieldSet.newBuilder().addField(1, groups.build()).build())
        .build();
  }

  private static RegistrationRequest registering(Metadata... metadata) {
    Registry.Builder registry = Registry.newBuilder();
    for (int i = 0; i < metadata.length; i++) {
      registry.putActors(
          "actor" + i,
          Actor.newBuilder()
              .setId(ActorId.newBuilder().setName("actor" + i))
              .setMetadata(metadata[i])
              .build());
    }
    return RegistrationRequest.newBuilder()
        .setActorSystem(ActorSystem.newBuilder().setName("shop").setRegistry(registry))
        .build();
  }

  private static Metadata read(Metadata metadata) throws MalformedMessageException {
    return RegistrationReader.read(registering(metadata).toByteString())
        .getActorSystem()
        .getRegistry()
        .getActorsOrThrow("actor0")
        .getMetadata();
  }

  @ParameterizedTest
  @ValueSource(strings = {"test", "users", "a", "größe 日本語", "\u0003abc", "x\ny"})
  void aPlainStringIsATopicForTheDefaultAction(String topic) throws Exception {
    Metadata read = read(oldMetadata(ByteString.copyFromUtf8(topic)));

    assertThat(read.getChannelGroupList())
        .containsExactly(Channel.newBuilder().setTopic(topic).build());
    assertThat(read.getTagsMap()).containsEntry("colour", "red");
  }

  @Test
  void aLongStringIsATopicToo() throws Exception {
    String topic = "t".repeat(20_000);

    assertThat(read(oldMetadata(ByteString.copyFromUtf8(topic))).getChannelGroup(0).getTopic())
        .isEqualTo(topic);
  }

  @Test
  void aStringThatBeginsLikeAChannelButIsNoneIsATopic() throws Exception {
    assertThat(read(oldMetadata(ByteString.copyFromUtf8("\nnews"))).getChannelGroup(0).getTopic())
        .isEqualTo("\nnews");
  }

  @Test
  void aChannelStaysAChannel() throws Exception {
    Metadata metadata =
        Metadata.newBuilder()
            .addChannelGroup(Channel.newBuilder().setTopic("news").setAction("read"))
            .addChannelGroup(Channel.newBuilder().setAction("first field absent"))
            .addChannelGroup(Channel.getDefaultInstance())
            .build();

    assertThat(read(metadata)).isEqualTo(metadata);
  }

  @Test
  void bothFormsMayComeTogetherInAnyActor() throws Exception {
    Channel channel = Channel.newBuilder().setTopic("new").setAction("act").build();
    Metadata mixed =
        oldMetadata(
            ByteString.copyFromUtf8("one"), channel.toByteString(), ByteString.copyFromUtf8("two"));

    RegistrationRequest request =
        RegistrationReader.read(
            registering(mixed, Metadata.getDefaultInstance(), mixed).toByteString());

    for (String actor : List.of("actor0", "actor2")) {
      assertThat(
              request
                  .getActorSystem()
                  .getRegistry()
                  .getActorsOrThrow(actor)
                  .getMetadata()
                  .getChannelGroupList())
          .containsExactly(
              Channel.newBuilder().setTopic("one").build(),
              channel,
              Channel.newBuilder().setTopic("two").build());
    }
    assertThat(request.getActorSystem().getRegistry().getActorsMap()).hasSize(3);
  }

  @Test
  void whatIsNewEnoughIsReadAsItIs() throws Exception {
    RegistrationRequest request =
        registering(
            Metadata.newBuilder()
                .addChannelGroup(Channel.newBuilder().setTopic("news").setAction("read"))
                .putTags("a", "b")
                .build());

    assertThat(RegistrationReader.read(request.toByteString())).isEqualTo(request);
    assertThat(RegistrationReader.read(ByteString.EMPTY))
        .isEqualTo(RegistrationRequest.getDefaultInstance());
  }

  @Test
  void aTopicThatIsNotTextIsRefused() {
    ByteString notText = ByteString.copyFrom(new byte[] {'a', (byte) 0xff});

    assertThatThrownBy(() -> read(oldMetadata(notText)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("metadata.channel_group");
  }

  @Test
  void aCutRegistrationIsRefusedWithThePlaceWhereItEnds() {
    ByteString whole = registering(oldMetadata(ByteString.copyFromUtf8("news"))).toByteString();
    for (int length = 1; length < whole.size(); length++) {
      ByteString cut = whole.substring(0, length);
      assertThatThrownBy(() -> RegistrationReader.read(cut))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("byte");
    }
  }

  @Test
  void randomBytesAreReadOrRefusedAndNothingElse() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] valid =
        registering(oldMetadata(ByteString.copyFromUtf8("news"), ByteString.copyFromUtf8("b")))
            .toByteArray();
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = valid.clone();
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(RegistrationReader.read(ByteString.copyFrom(bytes))).isNotNull();
      } catch (MalformedMessageException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }
}
