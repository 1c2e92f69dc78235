package io.actorproxy.entity;

import io.actorproxy.codec.StoredResponse;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.loops.OnLoop;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An actor's responses to calls with an idempotency key, the oldest first. They are saved with the
 * state, so that a call that comes again after a crash finds its response too.
 */
@OnLoop
final class StoredResponses {
  private final Map<String, StoredResponse> byKey = new LinkedHashMap<>();
  private int bytes;

  StoredResponses(Collection<StoredResponse> stored) {
    stored.forEach(this::put);
  }

  /** The key of a call; null if it has none. */
  static @Nullable String keyOf(Call call) {
    String key = call.metadata().get(Metadata.IDEMPOTENCY_KEY);
    // A pipe that comes back to the actor is not the call that it began with.
    return key == null || key.isEmpty()
        ? null
        : "%d %s %s".formatted(call.hops(), call.action(), key);
  }

  /** The response to a call; null if the call is new. */
  @Nullable StoredResponse find(String key, EntityConfig config, long now) {
    StoredResponse answer = byKey.get(key);
    return answer == null || answer.answeredAt() + config.responsesTtlMillis() <= now
        ? null
        : answer;
  }

  /**
   * @throws FailureException with STATE_TOO_LARGE; then nothing has changed
   */
  static void requireRoomFor(StoredResponse answer, EntityConfig config) {
    if (answer.size() > config.responsesMaxBytes()) {
      throw new FailureException(
          ErrorCode.STATE_TOO_LARGE,
          ("the answer to a call with an idempotency-key has %d bytes; the limit"
                  + " PROXY_IDEMPOTENCY_MAX_BYTES is %d; the state is unchanged")
              .formatted(answer.size(), config.responsesMaxBytes()));
    }
  }

  /** Adds a response, and drops the oldest that have expired or exceed the limits. */
  void add(StoredResponse answer, EntityConfig config) {
    put(answer);
    Iterator<StoredResponse> oldest = byKey.values().iterator();
    while (oldest.hasNext()) {
      StoredResponse next = oldest.next();
      boolean isOver = byKey.size() > config.responsesMax() || bytes > config.responsesMaxBytes();
      if (!isOver && next.answeredAt() + config.responsesTtlMillis() > answer.answeredAt()) {
        return;
      }
      oldest.remove();
      bytes -= next.size();
    }
  }

  private void put(StoredResponse answer) {
    StoredResponse before = byKey.remove(answer.key());
    bytes += answer.size() - (before == null ? 0 : before.size());
    byKey.put(answer.key(), answer);
  }

  int bytes() {
    return bytes;
  }

  Collection<StoredResponse> all() {
    return byKey.values();
  }
}
