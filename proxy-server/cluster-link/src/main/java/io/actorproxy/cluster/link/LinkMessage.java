package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.Frame;
import io.actorproxy.codec.Fields;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.codec.ForwardedReply;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.codec.WireReader;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Reply;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What goes over a link. The type is a byte in front of the message; a message of a type that this
 * version does not know is skipped, as are fields that it does not know.
 */
sealed interface LinkMessage extends WireMessage {
  int HELLO = 1;
  int CHALLENGE = 2;
  int PROOF = 3;
  int WELCOME = 4;
  int REFUSAL = 5;
  int REQUEST = 6;
  int RESPONSE = 7;
  int CANCEL = 8;
  int FRAME = 9;
  int PING = 10;
  int PONG = 11;
  int GO_AWAY = 12;

  int type();

  /** A message that was written before. */
  record Encoded(int type, ByteString bytes) implements LinkMessage {
    @Override
    public int size() {
      return bytes.size();
    }

    @Override
    public void writeTo(CodedOutputStream out) throws IOException {
      out.writeRawBytes(bytes);
    }
  }

  /** {1 id, 2 trace, 3 call}. */
  record Request(long id, ByteString trace, ForwardedCall call) implements LinkMessage {
    @Override
    public int type() {
      return REQUEST;
    }

    @Override
    public int size() {
      return headSize() + Fields.messageSize(3, call.size());
    }

    private int headSize() {
      return CodedOutputStream.computeInt64Size(1, id)
          + (trace.isEmpty() ? 0 : CodedOutputStream.computeBytesSize(2, trace));
    }

    @Override
    public void writeTo(CodedOutputStream out) throws IOException {
      out.writeInt64(1, id);
      if (!trace.isEmpty()) {
        out.writeBytes(2, trace);
      }
      Fields.writeMessageHead(out, 3, call.size());
      call.writeTo(out);
    }
  }

  /** A request whose call is still bytes. */
  record Requested(long id, ByteString trace, ByteString call) {
    static Requested read(ByteString bytes) throws MalformedMessageException {
      long id = 0;
      ByteString trace = ByteString.EMPTY;
      ByteString call = ByteString.EMPTY;
      WireReader in = WireReader.of("Request", bytes);
      for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
        switch (tag) {
          case 8 -> id = in.int64();
          case 18 -> trace = in.bytes();
          case 26 -> call = in.bytes();
          default -> in.skip();
        }
      }
      return new Requested(id, trace, call);
    }
  }

  /** {1 id, oneof {2 reply, 3 elsewhere {1 moved}, 4 cancelled {}, 5 refused (a reply)}}. */
  record Response(long id, @Nullable CallOutcome outcome) implements LinkMessage {
    @Override
    public int type() {
      return RESPONSE;
    }

    @Override
    public int size() {
      return CodedOutputStream.computeInt64Size(1, id)
          + switch (outcome) {
            case CallOutcome.Answered(var reply) ->
                Fields.messageSize(2, new ForwardedReply(reply).size());
            case CallOutcome.Elsewhere elsewhere ->
                Fields.messageSize(3, encoded(elsewhere).size());
            case CallOutcome.Refused(var why) -> Fields.messageSize(5, forwarded(why).size());
            case null, default -> Fields.messageSize(4, 0);
          };
    }

    @Override
    public void writeTo(CodedOutputStream out) throws IOException {
      out.writeInt64(1, id);
      switch (outcome) {
        case CallOutcome.Answered(var reply) -> {
          ForwardedReply forwarded = new ForwardedReply(reply);
          Fields.writeMessageHead(out, 2, forwarded.size());
          forwarded.writeTo(out);
        }
        case CallOutcome.Elsewhere elsewhere -> out.writeBytes(3, encoded(elsewhere));
        case CallOutcome.Refused(var why) -> {
          ForwardedReply refused = forwarded(why);
          Fields.writeMessageHead(out, 5, refused.size());
          refused.writeTo(out);
        }
        case null, default -> Fields.writeMessageHead(out, 4, 0);
      }
    }

    private static ForwardedReply forwarded(Failure why) {
      return new ForwardedReply(new Reply.Failed(why));
    }

    private static ByteString encoded(CallOutcome.Elsewhere elsewhere) {
      Frame.Moved moved = elsewhere.moved();
      return moved == null
          ? ByteString.EMPTY
          : FieldWriter.message(out -> out.bytes(1, FrameCodec.writeMoved(moved)));
    }

    /** One without a known outcome counts as cancelled. */
    static Response read(ByteString bytes) throws MalformedMessageException {
      long id = 0;
      CallOutcome outcome = null;
      WireReader in = WireReader.of("Response", bytes);
      for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
        switch (tag) {
          case 8 -> id = in.int64();
          case 18 -> outcome = new CallOutcome.Answered(ForwardedReply.read(in.bytes()).reply());
          case 26 -> outcome = readElsewhere(in.message("elsewhere"));
          case 42 -> outcome = refused(ForwardedReply.read(in.bytes()).reply());
          default -> in.skip();
        }
      }
      return new Response(id, outcome);
    }

    private static CallOutcome refused(Reply reply) throws MalformedMessageException {
      if (reply instanceof Reply.Failed(Failure why)) {
        return new CallOutcome.Refused(why);
      }
      throw new MalformedMessageException("Response.refused is no failure");
    }

    private static CallOutcome readElsewhere(WireReader in) throws MalformedMessageException {
      Frame.Moved moved = null;
      for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
        switch (tag) {
          case 10 -> moved = FrameCodec.readMoved(in.message("moved"));
          default -> in.skip();
        }
      }
      return new CallOutcome.Elsewhere(moved);
    }
  }

  /** Messages that are one number: {1 number}. */
  static LinkMessage number(int type, long number) {
    return new Encoded(type, FieldWriter.message(out -> out.number(1, number)));
  }

  /** Reads the number of such a message. */
  static long readNumber(ByteString bytes) throws MalformedMessageException {
    long number = 0;
    WireReader in = WireReader.of("LinkMessage", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 8 -> number = in.int64();
        default -> in.skip();
      }
    }
    return number;
  }

  /** Messages that are one field of bytes: {1 bytes}. */
  static LinkMessage bytes(int type, ByteString content) {
    return new Encoded(type, FieldWriter.message(out -> out.bytes(1, content)));
  }

  /** Reads the bytes of such a message. */
  static ByteString readBytes(ByteString bytes) throws MalformedMessageException {
    ByteString content = ByteString.EMPTY;
    WireReader in = WireReader.of("LinkMessage", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> content = in.bytes();
        default -> in.skip();
      }
    }
    return content;
  }
}
