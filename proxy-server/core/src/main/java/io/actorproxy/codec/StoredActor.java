package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What is stored of an actor: a {@code spawn.actors.ActorState} with one more field, which every
 * other reader of that message skips.
 *
 * @param actor the actor's state and tags
 * @param responses the responses to calls that may come again, the oldest first
 */
public record StoredActor(ActorStateMessage actor, Collection<StoredResponse> responses)
    implements WireMessage {
  private static final int RESPONSES = 100;

  public static StoredActor read(ByteString bytes) throws MalformedMessageException {
    List<StoredResponse> responses = new ArrayList<>();
    WireReader in = WireReader.of("ActorState", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      if (tag == WireReader.lengthDelimited(RESPONSES)) {
        responses.add(StoredResponse.read(in.message("responses")));
      } else {
        in.skip();
      }
    }
    return new StoredActor(ActorStateMessage.read(bytes), responses);
  }

  /**
   * How many of the encoded bytes, from the first one, are an earlier state: without the responses,
   * which belong to the present: an actor that goes back keeps those it has.
   */
  public int historyBytes() {
    return actor.size();
  }

  @Override
  public int size() {
    int size = actor.size();
    for (StoredResponse response : responses) {
      size += Fields.messageSize(RESPONSES, response.size());
    }
    return size;
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    actor.writeTo(out);
    for (StoredResponse response : responses) {
      Fields.writeMessageHead(out, RESPONSES, response.size());
      response.writeTo(out);
    }
  }
}
