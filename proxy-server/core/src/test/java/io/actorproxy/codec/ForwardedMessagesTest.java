package io.actorproxy.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.time.ManualTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What one member asks of another, and what it gets back. */
final class ForwardedMessagesTest {
  private static final int MESSAGES = 1_000;
  private static final ForwardedCall CALL =
      new ForwardedCall(CallBuilder.call("counter", "add").build(), 50);

  /** Fields of a later version, of every wire type. */
  private static final ByteString UNKNOWN =
      UnknownFieldSet.newBuilder()
          .addField(
              1_000,
              UnknownFieldSet.Field.newBuilder()
                  .addVarint(7)
                  .addFixed32(7)
                  .addFixed64(7)
                  .addLengthDelimited(ByteString.copyFromUtf8("later"))
                  .build())
          .build()
          .toByteString();

  @Test
  void aCallArrivesAsItWasSent() throws MalformedMessageException {
    Random random = seeded("forwarded calls");
    for (int i = 0; i < MESSAGES; i++) {
      ForwardedCall sent = call(random);

      assertThat(ForwardedCall.read(sent.toByteString())).isEqualTo(sent);
      assertThat(ForwardedCall.read(withUnknown(sent.toByteString(), random))).isEqualTo(sent);
    }
  }

  @Test
  void aReplyArrivesAsItWasSent() throws MalformedMessageException {
    Random random = seeded("forwarded replies");
    for (int i = 0; i < MESSAGES; i++) {
      ForwardedReply sent = new ForwardedReply(reply(random));

      assertThat(ForwardedReply.read(sent.toByteString())).isEqualTo(sent);
      assertThat(ForwardedReply.read(withUnknown(sent.toByteString(), random))).isEqualTo(sent);
    }
  }

  @Test
  void theDeadlineIsWhatRemainsOnTheClockOfTheOtherMember() throws MalformedMessageException {
    ManualTime here = new ManualTime();
    ManualTime there = new ManualTime();
    there.advanceMillis(12_345_678);
    Deadline deadline = Deadline.in(1_000, here);
    here.advanceMillis(400);

    ForwardedCall arrived =
        ForwardedCall.read(ForwardedCall.of(CALL.call(), deadline, here).toByteString());

    assertThat(arrived.deadline(there).remainingMillis(there)).isEqualTo(600);
    there.advanceMillis(600);
    assertThat(arrived.deadline(there).remainingMillis(there)).isEqualTo(600);
  }

  @Test
  void aDeadlineThatHasPassedIsNotForgotten() throws MalformedMessageException {
    ManualTime time = new ManualTime();
    Deadline over = Deadline.in(0, time);

    ForwardedCall arrived =
        ForwardedCall.read(ForwardedCall.of(CALL.call(), over, time).toByteString());

    assertThat(arrived.deadline(time).hasPassed(time)).isTrue();
  }

  @Test
  void aCallWithoutDeadlineArrivesWithoutOne() throws MalformedMessageException {
    ManualTime time = new ManualTime();

    ForwardedCall arrived =
        ForwardedCall.read(ForwardedCall.of(CALL.call(), Deadline.NONE, time).toByteString());

    assertThat(arrived.deadline(time)).isEqualTo(Deadline.NONE);
  }

  @Test
  void anUnknownCodeOfALaterVersionIsInternalAndNamed() throws MalformedMessageException {
    ByteString failed = failedWith("FLUX", "the flux is too low");

    assertThat(ForwardedReply.read(failed).reply())
        .isEqualTo(Reply.failed(ErrorCode.INTERNAL, "FLUX: the flux is too low"));
  }

  @Test
  void aMessageThatLacksItsMainPartIsRefused() {
    assertThatThrownBy(() -> ForwardedReply.read(ByteString.EMPTY))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("ForwardedReply has no result");
    assertThatThrownBy(() -> ForwardedCall.read(ByteString.EMPTY))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("ForwardedCall has no principal");
  }

  /** The last value of a number counts, so one that is appended replaces the right one. */
  @Test
  void numbersThatCannotBeAreRefused() {
    refuses(varint(4, -1), "hops is -1");
    refuses(varint(5, 99), "origin is 99");
    refuses(varint(8, -5), "remaining_millis is -5");
    refuses(bytes(7, ByteString.copyFromUtf8("short")), "message_id has 5 bytes");
  }

  /** It may be that of a later version, which this one must not take for any that it knows. */
  @Test
  void aCallWhoseSenderIsNotKnownIsRefused() throws InvalidProtocolBufferException {
    ByteString without =
        UnknownFieldSet.parseFrom(CALL.toByteString()).toBuilder()
            .clearField(9)
            .build()
            .toByteString();

    assertThatThrownBy(() -> ForwardedCall.read(without))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("ForwardedCall has no principal");
    refuses(bytes(9, UNKNOWN), "principal is of no known kind");
  }

  @Test
  void aChainThatNoMemberMakesIsRefused() {
    ByteString one = bytes(6, ByteString.EMPTY);
    ByteString chain = ByteString.EMPTY;
    for (int i = 0; i < 257; i++) {
      chain = chain.concat(one);
    }
    refuses(chain, "chain has more than 256 actors");
  }

  private static void refuses(ByteString appended, String reason) {
    assertThatThrownBy(() -> ForwardedCall.read(CALL.toByteString().concat(appended)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void brokenBytesAreReadOrRefusedAndNothingElse() {
    Random random = seeded("broken messages");
    for (int i = 0; i < 20 * MESSAGES; i++) {
      ByteString call = broken(call(random).toByteString(), random);
      ByteString reply = broken(new ForwardedReply(reply(random)).toByteString(), random);
      try {
        assertThat(ForwardedCall.read(call).call().name()).isNotEmpty();
      } catch (MalformedMessageException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
      try {
        assertThat(ForwardedReply.read(reply).reply()).isNotNull();
      } catch (MalformedMessageException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  // --- arbitrary messages

  private static Random seeded(String what) {
    long seed = new Random().nextInt();
    System.out.println(what + " from seed " + seed);
    return new Random(seed);
  }

  private static ForwardedCall call(Random random) {
    CallBuilder builder =
        CallBuilder.call(id(random), "add")
            .registerRef(random.nextBoolean() ? "user" : "")
            .input(payload(random))
            .hops(random.nextInt(33))
            .scheduledTo(random.nextBoolean() ? 0 : random.nextLong(1L << 42))
            .origin(Origin.values()[random.nextInt(Origin.values().length)]);
    if (random.nextBoolean()) {
      builder.async();
    }
    if (random.nextBoolean()) {
      builder.principal(principal(random));
    }
    if (random.nextBoolean()) {
      builder.from(id(random));
    }
    if (random.nextBoolean()) {
      builder.chain(id(random), id(random), id(random));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      builder.metadata("key" + i, text(random));
    }
    Call call = builder.build();
    boolean delivers = !call.async() && !call.isScheduled() && random.nextBoolean();
    return new ForwardedCall(
        (delivers ? call.delivering(MessageId.random(random), Metadata.MESSAGE_ID) : call)
            .attempted(1 + random.nextInt(3)),
        switch (random.nextInt(3)) {
          case 0 -> Long.MAX_VALUE;
          case 1 -> 0;
          default -> random.nextInt(1 << 30);
        });
  }

  private static Principal principal(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Principal.ANONYMOUS;
      case 1 -> Principal.OPERATOR;
      case 2 -> Principal.PROXY;
      default -> new Principal.Client(text(random));
    };
  }

  private static Reply reply(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Reply.Completed(payload(random));
      case 1 -> Reply.ACCEPTED;
      default ->
          Reply.failed(ErrorCode.values()[random.nextInt(ErrorCode.values().length)], text(random));
    };
  }

  private static Payload payload(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> Payload.ABSENT;
      case 1 -> Payload.NOOP;
      default -> TextAny.payload(text(random));
    };
  }

  private static ActorId id(Random random) {
    return new ActorId(
        random.nextBoolean() ? "sys" : "über",
        random.nextBoolean() ? "" : "user",
        "a" + random.nextInt(100));
  }

  private static String text(Random random) {
    return "zähler ".repeat(random.nextInt(random.nextInt(10) == 0 ? 2_000 : 5));
  }

  // --- bytes

  /** Before, behind or on both sides of what is known. */
  private static ByteString withUnknown(ByteString message, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> UNKNOWN.concat(message);
      case 1 -> message.concat(UNKNOWN);
      default -> UNKNOWN.concat(message).concat(UNKNOWN);
    };
  }

  private static ByteString broken(ByteString message, Random random) {
    byte[] bytes = message.substring(0, random.nextInt(message.size() + 1)).toByteArray();
    for (int i = bytes.length == 0 ? 0 : random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return ByteString.copyFrom(bytes);
  }

  private static ByteString varint(int field, long value) {
    return field(field, UnknownFieldSet.Field.newBuilder().addVarint(value));
  }

  private static ByteString bytes(int field, ByteString value) {
    return field(field, UnknownFieldSet.Field.newBuilder().addLengthDelimited(value));
  }

  private static ByteString failedWith(String code, String message) {
    ByteString failure =
        bytes(1, ByteString.copyFromUtf8(code)).concat(bytes(2, ByteString.copyFromUtf8(message)));
    return bytes(3, failure);
  }

  private static ByteString field(int number, UnknownFieldSet.Field.Builder field) {
    return UnknownFieldSet.newBuilder().addField(number, field.build()).build().toByteString();
  }
}
