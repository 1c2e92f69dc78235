package io.actorproxy.workflow;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.Fields;
import io.actorproxy.codec.InvocationEnvelope;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.WireReader;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Principal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code spawn.Workflow} as a host returned it.
 *
 * @param effects in the host's order
 * @param broadcast null if there is none
 * @param routing null if the caller gets this turn's own output
 */
public record Workflow(
    List<Effect.SideEffect> effects,
    Effect.@Nullable Broadcast broadcast,
    Effect.@Nullable Routing routing) {
  public static final Workflow EMPTY = new Workflow(List.of(), null, null);

  /**
   * Reads a workflow; absent bytes are an empty one.
   *
   * @param system the system of the actor that ran, where effects name none
   * @param effectsMax how many effects it may have
   * @throws FailureException with HOST_INVALID_REPLY, or HOST_REPLY_TOO_LARGE if it has more
   *     effects
   */
  public static Workflow read(@Nullable ByteString bytes, String system, int effectsMax) {
    if (bytes == null || bytes.isEmpty()) {
      return EMPTY;
    }
    try {
      return parse(bytes, system, effectsMax);
    } catch (MalformedMessageException e) {
      throw new FailureException(e.failure(ErrorCode.HOST_INVALID_REPLY));
    }
  }

  /** An encoded workflow with nothing but the pipe or forward of this one; null without. */
  public @Nullable ByteString routingAlone() {
    return switch (routing) {
      case Effect.Pipe pipe -> new RoutingMessage(3, pipe).toByteString();
      case Effect.Forward forward -> new RoutingMessage(4, forward).toByteString();
      case null -> null;
    };
  }

  private static Workflow parse(ByteString bytes, String system, int effectsMax)
      throws MalformedMessageException {
    List<Effect.SideEffect> effects = new ArrayList<>();
    ByteString broadcast = null;
    ByteString pipe = null;
    ByteString forward = null;
    WireReader in = WireReader.of("Workflow", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> {
          requireSendable(effects.size() + 1, effectsMax);
          effects.add(readEffect(in.message("effects"), system));
        }
        case 18 -> broadcast = in.merged(broadcast);
        case 26 -> {
          pipe = in.merged(pipe);
          forward = null;
        }
        case 34 -> {
          forward = in.merged(forward);
          pipe = null;
        }
        default -> in.skip();
      }
    }
    return new Workflow(
        effects,
        broadcast == null ? null : readBroadcast(broadcast),
        pipe != null ? readPipe(pipe) : forward != null ? readForward(forward) : null);
  }

  /** The first one too many ends the reading, since each is an object of many. */
  static void requireSendable(int messages, int max) {
    if (messages > max) {
      throw new FailureException(
          ErrorCode.HOST_REPLY_TOO_LARGE,
          ("the turn sends to more than %d others, the limit PROXY_OUTBOX_MAX_TURN_MESSAGES; its"
                  + " state is unchanged")
              .formatted(max));
    }
  }

  private static Effect.SideEffect readEffect(WireReader in, String system)
      throws MalformedMessageException {
    ByteString request = ByteString.EMPTY;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> request = in.merged(request);
        default -> in.skip();
      }
    }
    return new Effect.SideEffect(
        InvocationEnvelope.read(request, Principal.PROXY, Origin.WORKFLOW, system).call());
  }

  /**
   * Field 2 is the {@code action_name} of older SDKs: alone it names the channel, beside a channel
   * it names the action.
   */
  private static Effect.Broadcast readBroadcast(ByteString bytes) throws MalformedMessageException {
    String channel = "";
    String second = "";
    Payload payload = Payload.ABSENT;
    WireReader in = WireReader.of("Workflow.broadcast", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> channel = in.string();
        case 18 -> second = in.string();
        case 26 -> payload = Fields.readValue(in, payload);
        case 34 -> {
          in.bytes();
          payload = Payload.NOOP;
        }
        default -> in.skip();
      }
    }
    if (channel.isEmpty() && second.isEmpty()) {
      throw new MalformedMessageException("Workflow.broadcast.channel_group is empty");
    }
    return channel.isEmpty()
        ? new Effect.Broadcast(second, "", payload)
        : new Effect.Broadcast(channel, second, payload);
  }

  private static Effect.Pipe readPipe(ByteString bytes) throws MalformedMessageException {
    String[] fields = readRouting("Workflow.pipe", bytes);
    return new Effect.Pipe(fields[0], fields[1], fields[2]);
  }

  private static Effect.Forward readForward(ByteString bytes) throws MalformedMessageException {
    String[] fields = readRouting("Workflow.forward", bytes);
    return new Effect.Forward(fields[0], fields[1], fields[2]);
  }

  /** Pipe and Forward have the same three strings: actor, action_name, register_ref. */
  private static String[] readRouting(String path, ByteString bytes)
      throws MalformedMessageException {
    String[] fields = {"", "", ""};
    WireReader in = WireReader.of(path, bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> fields[0] = in.string();
        case 18 -> fields[1] = in.string();
        case 26 -> fields[2] = in.string();
        default -> in.skip();
      }
    }
    if (fields[0].isEmpty() || fields[1].isEmpty()) {
      throw new MalformedMessageException(path + " needs an actor and an action_name");
    }
    return fields;
  }
}
