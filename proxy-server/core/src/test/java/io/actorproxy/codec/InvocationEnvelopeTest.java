package io.actorproxy.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Principal;
import io.spawn.InvocationRequest;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is accepted is repeated in the answer, so it has to be readable to the last byte. */
final class InvocationEnvelopeTest {
  private static final ByteString NO_MESSAGE = ByteString.copyFromUtf8("storm");

  private static InvocationRequest.Builder request() {
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actor.newBuilder().setId(ActorId.newBuilder().setName("a")))
            .setActionName("add");
    request.getSystemBuilder().setName("s");
    return request;
  }

  private static UnknownFieldSet field(int number, ByteString bytes) {
    return UnknownFieldSet.newBuilder()
        .addField(number, UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes).build())
        .build();
  }

  private static InvocationEnvelope read(InvocationRequest.Builder request)
      throws MalformedMessageException {
    return InvocationEnvelope.read(
        request.build().toByteString(), Principal.ANONYMOUS, Origin.CLIENT);
  }

  @Test
  void aSystemWithAnUnreadableRegistryIsRefused() {
    InvocationRequest.Builder request = request();
    request.getSystemBuilder().setUnknownFields(field(2, NO_MESSAGE));

    assertThatThrownBy(() -> read(request))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("registry");
  }

  @Test
  void anActorWithUnreadableSettingsIsRefused() {
    InvocationRequest.Builder request = request();
    request.getActorBuilder().setUnknownFields(field(3, NO_MESSAGE));

    assertThatThrownBy(() -> read(request))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("settings");
  }

  @Test
  void metadataOfVeryManyEntriesAreRefused() throws Exception {
    InvocationRequest.Builder request = request();
    for (int i = 0; i < 10_000; i++) {
      request.putMetadata("key" + i, "");
    }
    assertThat(read(request).call().metadata()).hasSize(10_000);
    request.putMetadata("one more", "");

    assertThatThrownBy(() -> read(request))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("more than 10000 entries");
  }

  @Test
  void aValueThatIsNoAnyIsRefused() {
    InvocationRequest.Builder request = request().setUnknownFields(field(4, NO_MESSAGE));

    assertThatThrownBy(() -> read(request))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("InvocationRequest.value");
  }

  @Test
  @Timeout(value = 60, threadMode = SEPARATE_THREAD)
  void aValueInAMillionPartsIsReadInTimeThatFitsItsSize() throws Exception {
    int parts = 1 << 20;
    ByteString part = ByteString.copyFrom(new byte[] {0x22, 2, 0x12, 0});
    ByteString.Output body = ByteString.newOutput();
    request().build().writeTo(body);
    for (int i = 0; i < parts; i++) {
      part.writeTo(body);
    }

    InvocationEnvelope envelope =
        InvocationEnvelope.read(body.toByteString(), Principal.ANONYMOUS, Origin.CLIENT);

    assertThat(((Payload.Value) envelope.call().payload()).any().size()).isEqualTo(2 * parts);
  }

  @Test
  void aTypeUrlThatIsNotTextIsRefused() {
    ByteString any = field(1, ByteString.copyFrom(new byte[] {(byte) 0xff})).toByteString();
    InvocationRequest.Builder request = request().setUnknownFields(field(4, any));

    assertThatThrownBy(() -> read(request))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("type_url");
  }

  @Test
  void whatAnActorSaysBesidesItsIdIsRepeatedAsItCame() throws Exception {
    InvocationRequest.Builder request = request();
    request.getActorBuilder().getSettingsBuilder().setKind(Kind.NAMED).setStateful(true);

    assertThat(read(request).actor()).isEqualTo(request.getActor().toByteString());
  }

  @Test
  void theChannelsOfEarlySdksAreRepeatedAsTheyCame() throws Exception {
    InvocationRequest.Builder request = request();
    request
        .getActorBuilder()
        .getMetadataBuilder()
        .setUnknownFields(field(1, ByteString.copyFromUtf8("test")));

    assertThat(read(request).actor()).isEqualTo(request.getActor().toByteString());
  }
}
