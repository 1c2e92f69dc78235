package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code spawn.actors.ActorState}: what is stored of an actor, and what the state route answers.
 *
 * @param tags the actor's tags
 * @param state an encoded {@code google.protobuf.Any}; null when the actor has no state
 */
public record ActorStateMessage(Map<String, String> tags, @Nullable ByteString state)
    implements WireMessage {
  public static final ActorStateMessage EMPTY = new ActorStateMessage(Map.of(), null);

  public static ActorStateMessage read(ByteString bytes) throws MalformedMessageException {
    Map<String, String> tags = Map.of();
    ByteString state = null;
    WireReader in = WireReader.of("ActorState", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> {
          if (tags.isEmpty()) {
            tags = new HashMap<>();
          }
          Fields.readMapEntry(in.message("tags"), tags);
        }
        case 18 -> state = in.merged(state);
        default -> in.skip();
      }
    }
    return new ActorStateMessage(tags, state == null || state.isEmpty() ? null : state);
  }

  @Override
  public int size() {
    return Fields.mapSize(1, tags) + Fields.bytesSize(2, state);
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    Fields.writeMap(out, 1, tags);
    Fields.writeBytes(out, 2, state);
  }
}
