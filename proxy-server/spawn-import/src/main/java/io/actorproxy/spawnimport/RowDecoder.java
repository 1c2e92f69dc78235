package io.actorproxy.spawnimport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.statestore.ActorKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a row into what we store.
 *
 * @param cipher decrypts it
 * @param maxStateBytes the largest state with its tags
 */
record RowDecoder(SpawnCipher cipher, int maxStateBytes) {
  private static final int NAME_BYTES_MAX = 1024;

  /** An encoded {@code spawn.actors.ActorState}. */
  byte[] decode(SpawnRow row) throws UnreadableRowException {
    if (row.system().isEmpty() || row.actor().isEmpty()) {
      throw new UnreadableRowException("has no system or no actor");
    }
    requireStorable(row.system());
    requireStorable(row.actor());
    byte[] state = new ActorStateMessage(tags(row.tags()), any(row)).toByteArray();
    if (state.length > maxStateBytes) {
      throw new UnreadableRowException(
          "has a state of %d bytes, more than the %d of PROXY_STATE_MAX_BYTES"
              .formatted(state.length, maxStateBytes));
    }
    return state;
  }

  private static void requireStorable(String name) throws UnreadableRowException {
    if (!ActorKey.isStorable(name) || name.getBytes(UTF_8).length > NAME_BYTES_MAX) {
      throw new UnreadableRowException(
          "has a name that is no Unicode text, or longer than %d bytes".formatted(NAME_BYTES_MAX));
    }
  }

  private @Nullable ByteString any(SpawnRow row) throws UnreadableRowException {
    if (row.data() == null) {
      return null;
    }
    if (row.dataType() == null || row.dataType().isEmpty()) {
      throw new UnreadableRowException("has a state, but no data_type");
    }
    return Any.newBuilder()
        .setTypeUrl(row.dataType())
        .setValue(UnsafeByteOperations.unsafeWrap(cipher.open(row.data())))
        .build()
        .toByteString();
  }

  private static Map<String, String> tags(@Nullable String json) throws UnreadableRowException {
    if (json == null || json.isEmpty()) {
      return Map.of();
    }
    JsonElement parsed = parsed(json);
    if (parsed.isJsonNull()) {
      return Map.of();
    }
    if (!parsed.isJsonObject()) {
      throw new UnreadableRowException("has tags that are no JSON object");
    }
    Map<String, String> tags = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> tag : parsed.getAsJsonObject().entrySet()) {
      if (!(tag.getValue() instanceof JsonPrimitive value) || !value.isString()) {
        throw new UnreadableRowException(
            "has the tag %s, which is no text".formatted(tag.getKey()));
      }
      tags.put(tag.getKey(), value.getAsString());
    }
    return tags;
  }

  private static JsonElement parsed(String json) throws UnreadableRowException {
    try {
      return JsonParser.parseString(json);
    } catch (JsonParseException e) {
      throw new UnreadableRowException("has tags that are no JSON");
    }
  }
}
