package io.actorproxy.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.Frame;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Frames in bytes. */
final class FrameCodecTest {
  private static final int FRAMES = 1_000;

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
  void aFrameArrivesAsItWasSent() throws MalformedMessageException {
    Random random = seeded("frames");
    for (int i = 0; i < FRAMES; i++) {
      Frame sent = frame(random);
      ByteString bytes = FrameCodec.write(sent);

      assertThat(FrameCodec.read(bytes)).isEqualTo(sent);
      assertThat(FrameCodec.read(UNKNOWN.concat(bytes).concat(UNKNOWN))).isEqualTo(sent);
    }
  }

  @Test
  void aFrameOfALaterVersionIsSkipped() throws MalformedMessageException {
    assertThat(FrameCodec.read(UNKNOWN)).isNull();
    assertThat(FrameCodec.read(ByteString.EMPTY)).isNull();
  }

  @Test
  void aFrameThatLacksAPartIsRefused() {
    for (int kind = 1; kind <= 6; kind++) {
      int number = kind;
      ByteString empty = FieldWriter.message(out -> out.bytes(number, ByteString.EMPTY));
      assertThatThrownBy(() -> FrameCodec.read(empty))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("A frame has no ");
    }
  }

  @Test
  void anOutcomeArrivesAsItWasSent() throws MalformedMessageException {
    Random random = seeded("outcomes");
    for (int i = 0; i < FRAMES; i++) {
      CallOutcome outcome =
          switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 ->
                new CallOutcome.Refused(
                    new Failure(ErrorCode.MAILBOX_FULL, "full " + random.nextLong()));
            default ->
                new CallOutcome.Elsewhere(
                    random.nextBoolean() ? null : new Frame.Moved(slot(random), view(random)));
          };
      var sent = new LinkMessage.Response(random.nextLong() >>> 1, outcome);

      assertThat(LinkMessage.Response.read(sent.toByteString())).isEqualTo(sent);
      assertThat(sent.toByteString().size()).isEqualTo(sent.size());
    }
  }

  @Test
  void brokenBytesAreReadOrRefusedAndNothingElse() {
    Random random = seeded("broken frames");
    int refused = 0;
    for (int i = 0; i < 20 * FRAMES; i++) {
      byte[] bytes = FrameCodec.write(frame(random)).toByteArray();
      int cut = random.nextInt(bytes.length + 1);
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      ByteString broken = ByteString.copyFrom(bytes, 0, cut);
      try {
        FrameCodec.read(broken);
        Hello.read(broken);
        LinkMessage.Response.read(broken);
        LinkMessage.Requested.read(broken);
      } catch (MalformedMessageException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  // --- arbitrary frames

  private static Random seeded(String what) {
    long seed = new Random().nextInt();
    System.out.println(what + " from seed " + seed);
    return new Random(seed);
  }

  private static Frame frame(Random random) {
    return switch (random.nextInt(10)) {
      case 0 ->
          new Frame.Certificate(
              slot(random),
              view(random),
              actors(random),
              states(random),
              random.nextBoolean()
                  ? OptionalLong.empty()
                  : OptionalLong.of(random.nextLong(Long.MAX_VALUE)));
      case 1 -> new Frame.Free(version(random), actors(random));
      case 2 -> new Frame.Settled(version(random));
      case 3 -> new Frame.Ask(versions(random), view(random));
      case 4 -> new Frame.Moved(slot(random), view(random));
      case 5 -> new Frame.Load(random.nextLong(Long.MAX_VALUE));
      case 6 -> new Frame.Due(random.nextLong());
      case 7 -> new Frame.Spawned(List.copyOf(actors(random)));
      case 8 -> new Frame.Removed(List.copyOf(actors(random)));
      default -> new Frame.News(view(random));
    };
  }

  private static Slot slot(Random random) {
    SlotVersion version = version(random);
    return new Slot(version.id(), number(random), number(random), version.version());
  }

  private static List<SlotVersion> versions(Random random) {
    List<SlotVersion> versions = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      versions.add(version(random));
    }
    return versions;
  }

  private static SlotVersion version(Random random) {
    return new SlotVersion(
        new SlotId(random.nextBoolean() ? "grp" : "größe", random.nextInt(256)), number(random));
  }

  private static View view(Random random) {
    return new View(number(random), random.nextLong(), number(random));
  }

  private static long number(Random random) {
    return random.nextInt(5) == 0 ? 0 : random.nextLong(1L << 45);
  }

  private static Map<ActorId, Snapshot> states(Random random) {
    Map<ActorId, Snapshot> states = new HashMap<>();
    for (ActorId actor : actors(random)) {
      byte[] state = new byte[random.nextInt(200)];
      random.nextBytes(state);
      states.put(actor, new Snapshot(1 + number(random), state));
    }
    return states;
  }

  private static Set<ActorId> actors(Random random) {
    Set<ActorId> actors = new HashSet<>();
    for (int i = random.nextInt(10); i > 0; i--) {
      actors.add(
          new ActorId("sys", random.nextBoolean() ? "" : "user", "a" + random.nextInt(1_000)));
    }
    return actors;
  }
}
