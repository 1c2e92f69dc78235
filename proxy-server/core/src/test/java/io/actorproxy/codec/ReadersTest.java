package io.actorproxy.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Principal;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.InvocationRequest;
import io.spawn.Noop;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorState;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our readers and the generated classes understand the same bytes in the same way. */
final class ReadersTest {
  private static final int MESSAGES = 700;

  /** A message that we read ourselves, and how to compare what we read. */
  enum Message {
    HOST_REPLY {
      @Override
      ByteString random(RandomMessages random) {
        return random.of(ActorInvocationResponse.getDefaultInstance()).toByteString();
      }

      @Override
      void compare(ByteString bytes) throws Exception {
        ActorInvocationResponse expected = ActorInvocationResponse.parseFrom(bytes);
        HostReply actual;
        try {
          actual = HostReply.read(bytes);
        } catch (FailureException e) {
          assertThat(e.failure().code()).isEqualTo(ErrorCode.HOST_NO_CONTEXT);
          assertThat(expected.hasUpdatedContext()).isFalse();
          return;
        }
        Context context = expected.getUpdatedContext();
        assertThat(any(actual.state())).isEqualTo(context.getState());
        assertThat(actual.tags()).isEqualTo(context.getTagsMap());
        assertThat(actual.checkpoint()).isEqualTo(expected.getCheckpoint());
        assertThat(actual.workflow() != null).isEqualTo(expected.hasWorkflow());
        assertPayload(
            actual.payload(), expected.hasNoop(), expected.hasValue(), expected.getValue());
      }
    },
    ENVELOPE {
      @Override
      ByteString random(RandomMessages random) {
        InvocationRequest.Builder request =
            random.of(InvocationRequest.getDefaultInstance()).toBuilder().setActionName("add");
        request.getActorBuilder().getIdBuilder().setName("counter");
        return request.build().toByteString();
      }

      @Override
      void compare(ByteString bytes) throws Exception {
        InvocationRequest expected = InvocationRequest.parseFrom(bytes);
        InvocationEnvelope actual;
        try {
          actual = InvocationEnvelope.read(bytes, Principal.ANONYMOUS, Origin.CLIENT, "default");
        } catch (MalformedMessageException e) {
          boolean incomplete =
              expected.getActionName().isEmpty() || expected.getActor().getId().getName().isEmpty();
          assertThat(incomplete).as(e.getMessage()).isTrue();
          return;
        }
        Call call = actual.call();
        ActorId id = expected.getActor().getId();
        assertThat(call.name()).isEqualTo(id.getName());
        assertThat(call.parent()).isEqualTo(id.getParent());
        assertThat(call.system())
            .isEqualTo(first(id.getSystem(), expected.getSystem().getName(), "default"));
        assertThat(call.action()).isEqualTo(expected.getActionName());
        assertThat(call.registerRef()).isEqualTo(expected.getRegisterRef());
        assertThat(call.async()).isEqualTo(expected.getAsync());
        assertThat(call.scheduledTo()).isEqualTo(expected.getScheduledTo());
        assertThat(call.metadata()).isEqualTo(expected.getMetadataMap());
        ActorId caller = expected.getCaller();
        assertThat(call.caller())
            .isEqualTo(
                caller.getName().isEmpty()
                    ? null
                    : new io.actorproxy.invocation.ActorId(
                        first(caller.getSystem(), call.system()),
                        caller.getParent(),
                        caller.getName()));
        assertThat(actual.system() != null).isEqualTo(expected.hasSystem());
        ByteString actor = actual.actor();
        assertThat(actor == null ? Actor.getDefaultInstance() : Actor.parseFrom(actor))
            .isEqualTo(expected.getActor());
        assertPayload(call.payload(), expected.hasNoop(), expected.hasValue(), expected.getValue());
      }
    },
    STATE {
      @Override
      ByteString random(RandomMessages random) {
        return random.of(ActorState.getDefaultInstance()).toByteString();
      }

      @Override
      void compare(ByteString bytes) throws Exception {
        ActorState expected = ActorState.parseFrom(bytes);
        ActorStateMessage actual = ActorStateMessage.read(bytes);
        assertThat(actual.tags()).isEqualTo(expected.getTagsMap());
        assertThat(any(actual.state())).isEqualTo(expected.getState());
      }
    };

    abstract ByteString random(RandomMessages random);

    /** Compares what was read; the bytes are a message. */
    abstract void compare(ByteString bytes) throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void weReadWhatTheGeneratedClassesRead(Message message) throws Exception {
    forSeeds(seed -> message.compare(message.random(new RandomMessages(new Random(seed)))));
  }

  @ParameterizedTest
  @EnumSource
  void fieldsThatComeTwiceAreMerged(Message message) throws Exception {
    forSeeds(
        seed -> {
          RandomMessages random = new RandomMessages(new Random(seed));
          message.compare(message.random(random).concat(message.random(random)));
        });
  }

  @ParameterizedTest
  @EnumSource
  void truncatedAndDamagedBytesAreRefusedAndNothingElseHappens(Message message) throws Exception {
    forSeeds(
        seed -> {
          Random random = new Random(seed);
          byte[] bytes = message.random(new RandomMessages(random)).toByteArray();
          if (bytes.length == 0) {
            return;
          }
          if (random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          }
          ByteString damaged = ByteString.copyFrom(bytes, 0, random.nextInt(bytes.length) + 1);
          if (isRefused(message, damaged)) {
            return;
          }
          try {
            message.compare(damaged);
          } catch (InvalidProtocolBufferException e) {
            // What lies deep in a payload is not looked at, so that it may pass.
            return;
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatNestWithoutEndAreRefused(Message message) {
    byte[] groups = new byte[100_000];
    Arrays.fill(groups, (byte) (15 << 3 | WireFormat.WIRETYPE_START_GROUP));

    assertThat(isRefused(message, ByteString.copyFrom(groups))).isTrue();
  }

  @Test
  void anAnswerWithMoreTagsThanAnActorMayHaveIsTooLarge() {
    ActorInvocationResponse.Builder answer = ActorInvocationResponse.newBuilder();
    for (int i = 0; i < 1_000; i++) {
      answer.getUpdatedContextBuilder().putTags("t" + i, "");
    }
    assertThat(HostReply.read(answer.build().toByteString()).tags()).hasSize(1_000);

    answer.getUpdatedContextBuilder().putTags("one more", "");
    assertThatThrownBy(() -> HostReply.read(answer.build().toByteString()))
        .hasMessageContaining("HOST_REPLY_TOO_LARGE")
        .hasMessageContaining("1000 tags");
  }

  @Test
  void eachTruncationSaysAtWhichByteAndField() {
    ByteString whole =
        InvocationRequest.newBuilder()
            .setActor(Actor.newBuilder().setId(ActorId.newBuilder().setName("counter")))
            .setActionName("add")
            .putMetadata("key", "value")
            .build()
            .toByteString();
    int refused = 0;
    for (int length = 1; length < whole.size(); length++) {
      try {
        InvocationEnvelope.read(
            whole.substring(0, length), Principal.ANONYMOUS, Origin.CLIENT, "sys");
      } catch (MalformedMessageException e) {
        refused++;
        assertThat(e.getMessage()).containsPattern("at byte \\d+|is empty");
      }
    }
    assertThat(refused).isGreaterThan(whole.size() - 4);
  }

  @Test
  void absentNoopAndValueAreThreeThings() {
    Context context = Context.getDefaultInstance();
    ActorInvocationResponse.Builder reply =
        ActorInvocationResponse.newBuilder().setUpdatedContext(context);

    assertThat(HostReply.read(reply.build().toByteString()).payload()).isEqualTo(Payload.ABSENT);
    reply.setNoop(Noop.getDefaultInstance());
    assertThat(HostReply.read(reply.build().toByteString()).payload()).isEqualTo(Payload.NOOP);
    reply.setValue(Any.getDefaultInstance());
    assertThat(HostReply.read(reply.build().toByteString()).payload())
        .isEqualTo(new Payload.Value(ByteString.EMPTY));
  }

  @Test
  void anEmptyAnyFromAHostIsNoState() {
    ByteString reply =
        ActorInvocationResponse.newBuilder()
            .setUpdatedContext(Context.newBuilder().setState(Any.getDefaultInstance()))
            .build()
            .toByteString();

    assertThat(HostReply.read(reply).state()).isNull();
  }

  @Test
  void theBytesOfAnAnyAreNotTouched() {
    // The fields stand in an order in which protobuf would not write them.
    ByteString odd = ByteString.copyFromUtf8("\022\001x\012\040eigr.functions.protocol.JSONType");
    ByteString reply =
        ByteString.copyFrom(new byte[] {26, (byte) (odd.size() + 2), 10, (byte) odd.size()})
            .concat(odd);

    assertThat(HostReply.read(reply).state()).isEqualTo(odd);
  }

  // --- helpers

  /** Whether the bytes are refused, and then by an error that says what is wrong with them. */
  private static boolean isRefused(Message message, ByteString bytes) {
    try {
      switch (message) {
        case HOST_REPLY -> HostReply.read(bytes);
        case ENVELOPE ->
            InvocationEnvelope.read(bytes, Principal.ANONYMOUS, Origin.CLIENT, "default");
        case STATE -> ActorStateMessage.read(bytes);
      }
      return false;
    } catch (MalformedMessageException e) {
      assertThat(e.getMessage()).containsPattern("byte|[a-z_.]+ is (empty|not UTF-8)");
      return true;
    } catch (FailureException e) {
      assertThat(e.failure().code()).isIn(ErrorCode.HOST_INVALID_REPLY, ErrorCode.HOST_NO_CONTEXT);
      return true;
    }
  }

  private interface SeededTest {
    void run(long seed) throws Exception;
  }

  private static void forSeeds(SeededTest test) throws Exception {
    long first = new Random().nextInt();
    for (long seed = first; seed < first + MESSAGES; seed++) {
      try {
        test.run(seed);
      } catch (AssertionError | RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    System.out.printf("%d messages from seed %d on%n", MESSAGES, first);
  }

  private static String first(String... texts) {
    for (String text : texts) {
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  private static Any any(@Nullable ByteString bytes) throws InvalidProtocolBufferException {
    return bytes == null ? Any.getDefaultInstance() : Any.parseFrom(bytes);
  }

  private static void assertPayload(Payload actual, boolean noop, boolean hasValue, Any value)
      throws InvalidProtocolBufferException {
    switch (actual) {
      case Payload.Absent _ -> assertThat(noop || hasValue).isFalse();
      case Payload.Noop _ -> assertThat(noop).isTrue();
      case Payload.Value(ByteString any) -> {
        assertThat(hasValue).isTrue();
        assertThat(Any.parseFrom(any)).isEqualTo(value);
      }
    }
  }
}
