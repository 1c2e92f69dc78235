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
 * @param answers what it answered to calls that may come again, the oldest first
 */
public record StoredActor(ActorStateMessage actor, Collection<RememberedAnswer> answers)
    implements WireMessage {
  private static final int ANSWERS = 100;

  public static StoredActor read(ByteString bytes) throws MalformedMessageException {
    List<RememberedAnswer> answers = new ArrayList<>();
    WireReader in = WireReader.of("ActorState", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      if (tag == WireReader.lengthDelimited(ANSWERS)) {
        answers.add(RememberedAnswer.read(in.message("answers")));
      } else {
        in.skip();
      }
    }
    return new StoredActor(ActorStateMessage.read(bytes), answers);
  }

  /**
   * How many of the encoded bytes, from the first one, are an earlier state: without the answers,
   * which belong to the present. What went back to that state would not give them again.
   */
  public int historyBytes() {
    return actor.size();
  }

  @Override
  public int size() {
    int size = actor.size();
    for (RememberedAnswer answer : answers) {
      size += Fields.messageSize(ANSWERS, answer.size());
    }
    return size;
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    actor.writeTo(out);
    for (RememberedAnswer answer : answers) {
      Fields.writeMessageHead(out, ANSWERS, answer.size());
      answer.writeTo(out);
    }
  }
}
