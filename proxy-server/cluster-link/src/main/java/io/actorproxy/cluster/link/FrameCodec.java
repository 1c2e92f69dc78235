package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.cluster.Frame;
import io.actorproxy.codec.Fields;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.WireReader;
import io.actorproxy.invocation.ActorId;
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
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames of the protocol in bytes. Each is one field of an outer message, whose number says which
 * frame it is. Fields of later versions are skipped, and so is a frame that this version does not
 * know.
 */
final class FrameCodec {
  private static final int CERTIFICATE = 1;
  private static final int FREE = 2;
  private static final int SETTLED = 3;
  private static final int ASK = 4;
  private static final int MOVED = 5;
  private static final int NEWS = 6;
  private static final int LOAD = 7;
  private static final int DUE = 8;
  private static final int SPAWNED = 9;
  private static final int REMOVED = 10;

  private FrameCodec() {}

  // --- {oneof frame {1 certificate {1 slot, 2 view, 3 repeated actor, 4 repeated state {1 actor,
  // 2 revision, 3 bytes}, 5 taken_over_millis + 1}, 2 free {1 slot_version, 3 repeated actor}, 3
  // settled {1 slot_version},
  // 4 ask {1 repeated slot_version, 2 view}, 5 moved {1 slot, 2 view}, 6 news {2 view}, 7 load {1
  // calls}, 8 due {1 millis}, 9 spawned {3 repeated actor}, 10 removed
  // {3 repeated actor}}}

  static ByteString write(Frame frame) {
    return FieldWriter.message(
        out -> {
          switch (frame) {
            case Frame.Certificate certificate -> out.nested(CERTIFICATE, certificate(certificate));
            case Frame.Free(SlotVersion slot, Set<ActorId> actors) ->
                out.nested(
                    FREE,
                    in -> {
                      in.nested(1, version(slot));
                      actors.forEach(actor -> in.actor(3, actor));
                    });
            case Frame.Settled(SlotVersion slot) ->
                out.nested(SETTLED, in -> in.nested(1, version(slot)));
            case Frame.Ask(List<SlotVersion> slots, View at) ->
                out.nested(
                    ASK,
                    in -> {
                      slots.forEach(slot -> in.nested(1, version(slot)));
                      in.nested(2, view(at));
                    });
            case Frame.Moved moved -> out.bytes(MOVED, writeMoved(moved));
            case Frame.News(View view) -> out.nested(NEWS, in -> in.nested(2, view(view)));
            case Frame.Due(long millis) -> out.nested(DUE, in -> in.number(1, millis));
            case Frame.Spawned(List<ActorId> instances) ->
                out.nested(SPAWNED, in -> instances.forEach(actor -> in.actor(3, actor)));
            case Frame.Removed(List<ActorId> actors) ->
                out.nested(REMOVED, in -> actors.forEach(actor -> in.actor(3, actor)));
            case Frame.Load(long calls) -> out.nested(LOAD, in -> in.number(1, calls));
          }
        });
  }

  private static Consumer<FieldWriter> certificate(Frame.Certificate certificate) {
    return out -> {
      out.nested(1, slot(certificate.slot())).nested(2, view(certificate.at()));
      certificate.busy().forEach(actor -> out.actor(3, actor));
      certificate.states().forEach((actor, state) -> out.nested(4, state(actor, state)));
      // Zero is not written.
      certificate.takenOverMillis().ifPresent(millis -> out.number(5, millis + 1));
    };
  }

  private static Consumer<FieldWriter> state(ActorId actor, Snapshot snapshot) {
    return out ->
        out.actor(1, actor)
            .number(2, snapshot.revision())
            .bytes(3, UnsafeByteOperations.unsafeWrap(snapshot.state()));
  }

  static ByteString writeMoved(Frame.Moved moved) {
    return FieldWriter.message(
        out -> out.nested(1, slot(moved.slot())).nested(2, view(moved.at())));
  }

  /** The frame, or null if it is one of a later version. */
  static @Nullable Frame read(ByteString bytes) throws MalformedMessageException {
    Frame frame = null;
    WireReader in = WireReader.of("Frame", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case CERTIFICATE << 3 | 2 -> frame = readCertificate(in.message("certificate"));
        case FREE << 3 | 2 -> frame = readFree(in.message("free"));
        case SETTLED << 3 | 2 -> frame = readSettled(in.message("settled"));
        case ASK << 3 | 2 -> frame = readAsk(in.message("ask"));
        case MOVED << 3 | 2 -> frame = readMoved(in.message("moved"));
        case NEWS << 3 | 2 -> frame = readNews(in.message("news"));
        case LOAD << 3 | 2 -> frame = readLoad(in.message("load"));
        case DUE << 3 | 2 -> frame = readDue(in.message("due"));
        case SPAWNED << 3 | 2 -> frame = new Frame.Spawned(readActors(in.message("spawned")));
        case REMOVED << 3 | 2 -> frame = new Frame.Removed(readActors(in.message("removed")));
        default -> in.skip();
      }
    }
    return frame;
  }

  private static Frame readCertificate(WireReader in) throws MalformedMessageException {
    Slot slot = null;
    View at = null;
    Set<ActorId> busy = new HashSet<>();
    Map<ActorId, Snapshot> states = new HashMap<>();
    long takenOver = 0;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> slot = readSlot(in.message("slot"));
        case 18 -> at = readView(in.message("view"));
        case 26 -> busy.add(readActor(in.message("actor")));
        case 34 -> readState(in.message("state"), states);
        case 40 -> takenOver = in.int64();
        default -> in.skip();
      }
    }
    return new Frame.Certificate(
        required(slot, "slot"),
        required(at, "view"),
        busy,
        states,
        takenOver <= 0 ? OptionalLong.empty() : OptionalLong.of(takenOver - 1));
  }

  /** The bytes are copied, since the state may be kept for longer than the frame. */
  private static void readState(WireReader in, Map<ActorId, Snapshot> into)
      throws MalformedMessageException {
    ActorId actor = null;
    long revision = 0;
    ByteString bytes = ByteString.EMPTY;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> actor = readActor(in.message("actor"));
        case 16 -> revision = in.int64();
        case 26 -> bytes = in.bytes();
        default -> in.skip();
      }
    }
    if (revision < 1) {
      throw new MalformedMessageException("state.revision is " + revision);
    }
    into.put(required(actor, "actor"), new Snapshot(revision, bytes.toByteArray()));
  }

  private static Frame readFree(WireReader in) throws MalformedMessageException {
    SlotVersion slot = null;
    Set<ActorId> actors = new HashSet<>();
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> slot = readVersion(in.message("slot"));
        case 26 -> actors.add(readActor(in.message("actor")));
        default -> in.skip();
      }
    }
    return new Frame.Free(required(slot, "slot"), actors);
  }

  private static Frame readSettled(WireReader in) throws MalformedMessageException {
    SlotVersion slot = null;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> slot = readVersion(in.message("slot"));
        default -> in.skip();
      }
    }
    return new Frame.Settled(required(slot, "slot"));
  }

  private static Frame readAsk(WireReader in) throws MalformedMessageException {
    List<SlotVersion> slots = new ArrayList<>();
    View at = null;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> slots.add(readVersion(in.message("slot")));
        case 18 -> at = readView(in.message("view"));
        default -> in.skip();
      }
    }
    return new Frame.Ask(slots, required(at, "view"));
  }

  static Frame.Moved readMoved(WireReader in) throws MalformedMessageException {
    Slot slot = null;
    View at = null;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> slot = readSlot(in.message("slot"));
        case 18 -> at = readView(in.message("view"));
        default -> in.skip();
      }
    }
    return new Frame.Moved(required(slot, "slot"), required(at, "view"));
  }

  private static Frame readNews(WireReader in) throws MalformedMessageException {
    View view = null;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 18 -> view = readView(in.message("view"));
        default -> in.skip();
      }
    }
    return new Frame.News(required(view, "view"));
  }

  private static Frame readLoad(WireReader in) throws MalformedMessageException {
    long calls = 0;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 8 -> calls = in.int64();
        default -> in.skip();
      }
    }
    if (calls < 0) {
      throw new MalformedMessageException("load.calls is " + calls);
    }
    return new Frame.Load(calls);
  }

  private static Frame readDue(WireReader in) throws MalformedMessageException {
    long millis = 0;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 8 -> millis = in.int64();
        default -> in.skip();
      }
    }
    return new Frame.Due(millis);
  }

  private static List<ActorId> readActors(WireReader in) throws MalformedMessageException {
    List<ActorId> actors = new ArrayList<>();
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 26 -> actors.add(readActor(in.message("actor")));
        default -> in.skip();
      }
    }
    return actors;
  }

  // --- slot {1 group, 2 number, 3 version, 4 owner, 5 previous}, slot_version {1 to 3 of it}

  private static Consumer<FieldWriter> slot(Slot slot) {
    return out -> {
      version(new SlotVersion(slot.id(), slot.version())).accept(out);
      out.number(4, slot.owner()).number(5, slot.previous());
    };
  }

  private static Consumer<FieldWriter> version(SlotVersion slot) {
    return out ->
        out.text(1, slot.id().group()).number(2, slot.id().number()).number(3, slot.version());
  }

  private static Slot readSlot(WireReader in) throws MalformedMessageException {
    String group = "";
    long number = 0;
    long version = 0;
    long owner = 0;
    long previous = 0;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> group = in.string();
        case 16 -> number = in.int64();
        case 24 -> version = in.int64();
        case 32 -> owner = in.int64();
        case 40 -> previous = in.int64();
        default -> in.skip();
      }
    }
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new MalformedMessageException("slot.number is " + number);
    }
    return new Slot(new SlotId(group, (int) number), owner, previous, version);
  }

  private static SlotVersion readVersion(WireReader in) throws MalformedMessageException {
    Slot slot = readSlot(in);
    return new SlotVersion(slot.id(), slot.version());
  }

  // --- view {1 number, 2 fixed64 token, 3 history}

  private static Consumer<FieldWriter> view(View view) {
    return out -> out.number(1, view.number()).fixed(2, view.token()).number(3, view.history());
  }

  private static View readView(WireReader in) throws MalformedMessageException {
    long number = 0;
    long token = 0;
    long history = 0;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 8 -> number = in.int64();
        case 17 -> token = in.fixed64();
        case 24 -> history = in.int64();
        default -> in.skip();
      }
    }
    return new View(number, token, history);
  }

  private static ActorId readActor(WireReader in) throws MalformedMessageException {
    return Fields.readActorId(in, "");
  }

  private static <T> T required(@Nullable T value, String name) throws MalformedMessageException {
    if (value == null) {
      throw new MalformedMessageException("A frame has no " + name);
    }
    return value;
  }
}
