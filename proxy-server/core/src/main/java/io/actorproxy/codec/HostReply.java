package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Payload;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code spawn.ActorInvocationResponse} as the host sent it.
 *
 * @param state the new state, an encoded {@code google.protobuf.Any}; null when the host returned
 *     none, or an empty one
 * @param tags the new tags; absent and empty look the same on the wire
 * @param payload the action's output
 * @param workflow the encoded {@code spawn.Workflow}; null if absent
 * @param checkpoint whether the host wants the state saved before the caller is answered
 */
public record HostReply(
    @Nullable ByteString state,
    Map<String, String> tags,
    Payload payload,
    @Nullable ByteString workflow,
    boolean checkpoint) {

  public boolean hasState() {
    return state != null;
  }

  /** A tag is some ten times its bytes when it is short, and an actor keeps its tags. */
  private static final int TAGS_MAX = 1_000;

  /**
   * Reads what a host answered.
   *
   * @throws FailureException with HOST_INVALID_REPLY, HOST_NO_CONTEXT or HOST_REPLY_TOO_LARGE
   */
  public static HostReply read(ByteString bytes) {
    try {
      return parse(bytes);
    } catch (MalformedMessageException e) {
      throw new FailureException(e.failure(ErrorCode.HOST_INVALID_REPLY));
    }
  }

  /**
   * Whether a reply may be the one to what was asked of {@code actor}: it names no other. SDKs
   * repeat the actor's name and system, or leave them out; the name may be that of its type.
   */
  public static boolean mayBeOf(ActorId actor, ByteString bytes) {
    WireReader in = WireReader.of("ActorInvocationResponse", bytes);
    try {
      for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
        switch (tag) {
          case 10 -> {
            ByteString name = in.bytes();
            if (!isText(name, actor.name()) && !isText(name, actor.parent())) {
              return false;
            }
          }
          case 18 -> {
            if (!isText(in.bytes(), actor.system())) {
              return false;
            }
          }
          default -> in.skip();
        }
      }
      return true;
    } catch (MalformedMessageException e) {
      // The caller reads the whole reply later and reports where it is malformed.
      return true;
    }
  }

  /** Whether it is that text, or nothing; makes no string of what is ASCII. */
  private static boolean isText(ByteString bytes, String text) {
    for (int i = 0; i < bytes.size(); i++) {
      if (bytes.byteAt(i) < 0) {
        return bytes.toStringUtf8().equals(text);
      }
      if (i >= text.length() || bytes.byteAt(i) != text.charAt(i)) {
        return false;
      }
    }
    return bytes.isEmpty() || bytes.size() == text.length();
  }

  private static HostReply parse(ByteString bytes) throws MalformedMessageException {
    ByteString context = null;
    Payload payload = Payload.ABSENT;
    ByteString workflow = null;
    boolean checkpoint = false;
    WireReader in = WireReader.of("ActorInvocationResponse", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 26 -> context = in.merged(context);
        case 34 -> payload = Fields.readValue(in, payload);
        case 42 -> workflow = in.merged(workflow);
        case 50 -> {
          in.bytes();
          payload = Payload.NOOP;
        }
        case 56 -> checkpoint = in.bool();
        default -> in.skip();
      }
    }
    if (context == null) {
      throw new FailureException(
          ErrorCode.HOST_NO_CONTEXT,
          "the host's reply has no updated_context, which is how an SDK says that the action"
              + " failed; look into the host's log");
    }
    return ofContext(context, payload, workflow, checkpoint);
  }

  private static HostReply ofContext(
      ByteString context, Payload payload, @Nullable ByteString workflow, boolean checkpoint)
      throws MalformedMessageException {
    ByteString state = null;
    Map<String, String> tags = Map.of();
    WireReader in = WireReader.of("ActorInvocationResponse.updated_context", context);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> state = Fields.readAny(in, "state", state);
        case 42 -> {
          if (tags.isEmpty()) {
            tags = new HashMap<>();
          }
          Fields.readMapEntry(in.message("tags"), tags);
          if (tags.size() > TAGS_MAX) {
            throw new FailureException(
                ErrorCode.HOST_REPLY_TOO_LARGE,
                "the host's reply has more than %d tags; its state is unchanged"
                    .formatted(TAGS_MAX));
          }
        }
        default -> in.skip();
      }
    }
    boolean noState = state == null || state.isEmpty();
    return new HostReply(noState ? null : state, tags, payload, workflow, checkpoint);
  }
}
