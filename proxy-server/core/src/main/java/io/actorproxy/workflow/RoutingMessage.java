package io.actorproxy.workflow;

import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.Fields;
import io.actorproxy.codec.WireMessage;
import java.io.IOException;

/**
 * A {@code spawn.Workflow} that holds a pipe or a forward, to be written.
 *
 * @param field 3 for a pipe, 4 for a forward
 */
record RoutingMessage(int field, Effect.Routing routing) implements WireMessage {

  @Override
  public int size() {
    return Fields.messageSize(field, routingSize());
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    Fields.writeMessageHead(out, field, routingSize());
    Fields.writeString(out, 1, routing.actor());
    Fields.writeString(out, 2, routing.action());
    Fields.writeString(out, 3, routing.registerRef());
  }

  private int routingSize() {
    return Fields.stringSize(1, routing.actor())
        + Fields.stringSize(2, routing.action())
        + Fields.stringSize(3, routing.registerRef());
  }
}
