package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code spawn.InvocationRequest} as it arrived.
 *
 * @param call what is asked for; names that the request leaves out are empty
 * @param system the encoded {@code spawn.actors.ActorSystem}, for the answer to repeat; null if
 *     absent
 * @param actor the encoded {@code spawn.actors.Actor}, for the answer to repeat; null if absent
 */
public record InvocationEnvelope(
    Call call, @Nullable ByteString system, @Nullable ByteString actor) {
  /** The system and actor of a request that names none. */
  public interface Defaults {
    String system();

    String actor();
  }

  /** An entry is objects of some hundred bytes, which a request of some bytes must not become. */
  private static final int MAX_METADATA = 10_000;

  /** Reads an encoded InvocationRequest that must say by itself which system it means. */
  public static InvocationEnvelope read(ByteString bytes, Principal principal, Origin origin)
      throws MalformedMessageException {
    return read(bytes, principal, origin, "");
  }

  /** Reads an encoded InvocationRequest that must say by itself which actor it means. */
  public static InvocationEnvelope read(
      ByteString bytes, Principal principal, Origin origin, String defaultSystem)
      throws MalformedMessageException {
    return read(bytes, principal, origin, new NoActor(defaultSystem));
  }

  private record NoActor(String system) implements Defaults {
    @Override
    public String actor() {
      return "";
    }
  }

  /**
   * Reads an encoded InvocationRequest.
   *
   * @param principal who sent it, which the bytes do not say
   * @throws MalformedMessageException if the bytes are not one, or it does not say which system,
   *     actor and action it means
   */
  public static InvocationEnvelope read(
      ByteString bytes, Principal principal, Origin origin, Defaults defaults)
      throws MalformedMessageException {
    ByteString system = null;
    ByteString actor = null;
    String action = "";
    Payload payload = Payload.ABSENT;
    boolean async = false;
    ByteString caller = null;
    Map<String, String> metadata = Map.of();
    long scheduledTo = 0;
    String registerRef = "";

    WireReader in = WireReader.of("InvocationRequest", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> system = in.merged(system);
        case 18 -> actor = in.merged(actor);
        case 26 -> action = in.string();
        case 34 -> payload = Fields.readValue(in, payload);
        case 40 -> async = in.bool();
        case 50 -> caller = in.merged(caller);
        case 58 -> {
          in.bytes();
          payload = Payload.NOOP;
        }
        case 66 -> {
          if (metadata.isEmpty()) {
            metadata = new HashMap<>();
          }
          Fields.readMapEntry(in.message("metadata"), metadata);
          if (metadata.size() > MAX_METADATA) {
            throw new MalformedMessageException(
                "InvocationRequest.metadata has more than " + MAX_METADATA + " entries");
          }
        }
        case 72 -> scheduledTo = in.int64();
        case 90 -> registerRef = in.string();
        default -> in.skip();
      }
    }

    String systemName = system == null ? "" : readSystemName(system);
    ActorId id = actor == null ? ActorId.named(systemName, "") : readIdOfActor(actor, systemName);
    if (id.system().isEmpty() || id.name().isEmpty()) {
      id =
          new ActorId(
              id.system().isEmpty() ? defaults.system() : id.system(),
              id.parent(),
              id.name().isEmpty() ? defaults.actor() : id.name());
    }
    requirePresent(id.name(), "actor.id.name");
    requirePresent(id.system(), "actor.id.system and system.name");
    requirePresent(action, "action_name");
    // A call may wait long after its request was answered, so it must not keep all of it.
    return new InvocationEnvelope(
        new Call(
            id.system(),
            id.parent(),
            id.name(),
            registerRef,
            action,
            Slices.detachFromLarge(payload, bytes.size()),
            async,
            principal,
            callerOf(caller, id.system()),
            List.of(),
            metadata,
            scheduledTo,
            0,
            origin,
            null),
        Slices.detachFromLarge(system, bytes.size()),
        Slices.detachFromLarge(actor, bytes.size()));
  }

  private static String readSystemName(ByteString actorSystem) throws MalformedMessageException {
    String name = "";
    boolean isMore = false;
    WireReader in = WireReader.of("InvocationRequest.system", actorSystem);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> name = in.string();
        default -> {
          in.skip();
          isMore = true;
        }
      }
    }
    if (isMore) {
      // It is repeated in the answer, which the caller has to be able to read.
      RegistrationReader.checkSystem(actorSystem);
    }
    return name;
  }

  private static ActorId readIdOfActor(ByteString actor, String defaultSystem)
      throws MalformedMessageException {
    ByteString id = ByteString.EMPTY;
    boolean isMore = false;
    WireReader in = WireReader.of("InvocationRequest.actor", actor);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> id = in.merged(id);
        default -> {
          in.skip();
          isMore = true;
        }
      }
    }
    if (isMore) {
      RegistrationReader.checkActor(actor);
    }
    return Fields.readActorId(WireReader.of("InvocationRequest.actor.id", id), defaultSystem);
  }

  /** An SDK that fills in an empty caller means a call from outside. */
  private static @Nullable ActorId callerOf(@Nullable ByteString caller, String system)
      throws MalformedMessageException {
    if (caller == null) {
      return null;
    }
    ActorId id = Fields.readActorId(WireReader.of("InvocationRequest.caller", caller), system);
    return id.name().isEmpty() ? null : id;
  }

  private static void requirePresent(String value, String field) throws MalformedMessageException {
    if (value.isEmpty()) {
      throw new MalformedMessageException("InvocationRequest." + field + " is empty");
    }
  }
}
