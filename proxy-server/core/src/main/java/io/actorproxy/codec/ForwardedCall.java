package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Principal;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.time.TimeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way to the member where its actor lives: the request as {@link CallMessage} stores
 * it, its principal, hops and origin, the actors that wait for it, the message that it delivers,
 * how often its action has run, and the time that is left, since clocks of members differ. Fields
 * of later versions are skipped, but not a principal or an origin that this version does not know.
 *
 * @param remainingMillis how long the caller still waits; {@code Long.MAX_VALUE} if it does not
 */
public record ForwardedCall(Call call, long remainingMillis) implements WireMessage {
  /** A longer chain of callers is no chain that a member made. */
  private static final int CHAIN_MAX = 256;

  public static ForwardedCall of(Call call, Deadline deadline, TimeSource time) {
    return new ForwardedCall(call, deadline.remainingMillis(time));
  }

  /** The deadline on the clock of this member. */
  public Deadline deadline(TimeSource time) {
    return remainingMillis == Long.MAX_VALUE
        ? Deadline.NONE
        : Deadline.in(Math.min(remainingMillis, Integer.MAX_VALUE), time);
  }

  public static ForwardedCall read(ByteString bytes) throws MalformedMessageException {
    ByteString asked = ByteString.EMPTY;
    boolean async = false;
    long scheduledTo = 0;
    long hops = 0;
    long origin = 0;
    List<ActorId> chain = new ArrayList<>();
    MessageId delivers = null;
    Principal principal = null;
    long attempt = 1;
    long remainingMillis = Long.MAX_VALUE;

    WireReader in = WireReader.of("ForwardedCall", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> asked = in.merged(asked);
        case 16 -> async = in.bool();
        case 24 -> scheduledTo = in.int64();
        case 32 -> hops = in.int64();
        case 40 -> origin = in.int64();
        case 50 -> {
          chain.add(Fields.readActorId(in.message("chain"), ""));
          require(chain.size() <= CHAIN_MAX, "chain has more than " + CHAIN_MAX + " actors");
        }
        case 58 -> delivers = messageId(in.bytes());
        case 64 -> remainingMillis = in.int64();
        case 74 -> principal = readPrincipal(in.message("principal"));
        case 80 -> attempt = in.int64();
        default -> in.skip();
      }
    }
    require(hops >= 0 && hops <= Integer.MAX_VALUE, "hops is " + hops);
    require(attempt >= 1 && attempt <= Integer.MAX_VALUE, "attempt is " + attempt);
    require(remainingMillis >= 0, "remaining_millis is " + remainingMillis);
    if (principal == null) {
      throw new MalformedMessageException("ForwardedCall has no principal");
    }
    Call call = InvocationEnvelope.read(asked, principal, origin(origin)).call();
    return new ForwardedCall(
        new Call(
            call.system(),
            call.parent(),
            call.name(),
            call.registerRef(),
            call.action(),
            Slices.detachFromLarge(call.payload(), bytes.size()),
            async,
            principal,
            call.caller(),
            List.copyOf(chain),
            call.metadata(),
            scheduledTo,
            (int) hops,
            call.origin(),
            delivers,
            (int) attempt),
        remainingMillis);
  }

  private static MessageId messageId(ByteString bytes) throws MalformedMessageException {
    require(bytes.size() == MessageId.BYTES, "message_id has " + bytes.size() + " bytes");
    return MessageId.of(bytes.toByteArray());
  }

  /** One of a later version may be allowed less than any that this version knows. */
  private static Principal readPrincipal(WireReader in) throws MalformedMessageException {
    Principal principal = null;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> principal = readClient(in.message("client"));
        case 18 -> {
          in.bytes();
          principal = Principal.OPERATOR;
        }
        case 26 -> {
          in.bytes();
          principal = Principal.PROXY;
        }
        default -> in.skip();
      }
    }
    if (principal == null) {
      throw new MalformedMessageException("ForwardedCall.principal is of no known kind");
    }
    return principal;
  }

  private static Principal readClient(WireReader in) throws MalformedMessageException {
    String identity = "";
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> identity = in.string();
        default -> in.skip();
      }
    }
    return new Principal.Client(identity);
  }

  private static void require(boolean isRight, String otherwise) throws MalformedMessageException {
    if (!isRight) {
      throw new MalformedMessageException("ForwardedCall." + otherwise);
    }
  }

  // Numbers of the wire, which stay when the names or their order change.

  private static long number(Origin origin) {
    return switch (origin) {
      case CLIENT -> 1;
      case WORKFLOW -> 2;
      case TIMER -> 3;
      case SCHEDULE -> 4;
    };
  }

  private static Origin origin(long number) throws MalformedMessageException {
    for (Origin origin : Origin.values()) {
      if (number(origin) == number) {
        return origin;
      }
    }
    throw new MalformedMessageException("ForwardedCall.origin is " + number);
  }

  // Ours alone: {1 call (spawn.InvocationRequest), 2 async, 3 scheduled_to, 4 hops, 5 origin,
  // 6 repeated chain (spawn.actors.ActorId), 7 message_id, 8 optional remaining_millis,
  // 9 principal {oneof kind {1 client {1 identity}, 2 operator {}, 3 proxy {}}}, 10 optional
  // attempt}

  @Override
  public int size() {
    int size =
        Fields.messageSize(1, new CallMessage(call).size())
            + CodedOutputStream.computeBoolSize(2, call.async())
            + CodedOutputStream.computeInt64Size(3, call.scheduledTo())
            + CodedOutputStream.computeInt64Size(4, call.hops())
            + CodedOutputStream.computeInt64Size(5, number(call.origin()))
            + Fields.bytesSize(7, encoded(call.delivers()))
            + Fields.messageSize(9, sizeOf(call.principal()))
            + (call.attempt() == 1 ? 0 : CodedOutputStream.computeInt64Size(10, call.attempt()));
    for (ActorId waiting : call.chain()) {
      size += Fields.actorIdFieldSize(6, waiting);
    }
    return remainingMillis == Long.MAX_VALUE
        ? size
        : size + CodedOutputStream.computeInt64Size(8, remainingMillis);
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    CallMessage asked = new CallMessage(call);
    Fields.writeMessageHead(out, 1, asked.size());
    asked.writeTo(out);
    out.writeBool(2, call.async());
    out.writeInt64(3, call.scheduledTo());
    out.writeInt64(4, call.hops());
    out.writeInt64(5, number(call.origin()));
    for (ActorId waiting : call.chain()) {
      Fields.writeActorIdField(out, 6, waiting);
    }
    Fields.writeBytes(out, 7, encoded(call.delivers()));
    if (remainingMillis != Long.MAX_VALUE) {
      out.writeInt64(8, remainingMillis);
    }
    Fields.writeMessageHead(out, 9, sizeOf(call.principal()));
    write(out, call.principal());
    if (call.attempt() != 1) {
      out.writeInt64(10, call.attempt());
    }
  }

  private static int sizeOf(Principal principal) {
    return switch (principal) {
      case Principal.Client(String identity) ->
          Fields.messageSize(1, Fields.stringSize(1, identity));
      case Principal.Operator() -> Fields.messageSize(2, 0);
      case Principal.Proxy() -> Fields.messageSize(3, 0);
    };
  }

  private static void write(CodedOutputStream out, Principal principal) throws IOException {
    switch (principal) {
      case Principal.Client(String identity) -> {
        Fields.writeMessageHead(out, 1, Fields.stringSize(1, identity));
        Fields.writeString(out, 1, identity);
      }
      case Principal.Operator() -> Fields.writeMessageHead(out, 2, 0);
      case Principal.Proxy() -> Fields.writeMessageHead(out, 3, 0);
    }
  }

  private static @Nullable ByteString encoded(@Nullable MessageId id) {
    return id == null ? null : UnsafeByteOperations.unsafeWrap(id.toBytes());
  }
}
