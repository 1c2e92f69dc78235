package io.actorproxy.definition;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.ActorKey;
import java.nio.charset.StandardCharsets;

/** The rules for names of actors, types and systems. */
public final class Names {
  /** Names are keys of every store, so they have the length that every store can index. */
  public static final int BYTES_MAX = 1024;

  private Names() {}

  /**
   * Refuses a name of more than {@value #BYTES_MAX} bytes of UTF-8, or with a character that not
   * every store can keep. Everything else is a name.
   *
   * @throws FailureException with {@code code}
   */
  public static void requireStorable(String name, ErrorCode code) {
    if (!ActorKey.isStorable(name)) {
      throw new FailureException(
          code, "the name '%.40s' contains a NUL character or half a character".formatted(name));
    }
    // No character takes more than three bytes, so most names need not be encoded to know.
    if (name.length() * 3 > BYTES_MAX && name.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
      throw new FailureException(
          code,
          "the name '%.40s…' is longer than %d bytes; choose a shorter one"
              .formatted(name, BYTES_MAX));
    }
  }
}
