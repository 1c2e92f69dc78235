package io.actorproxy.entity;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.HostReply;
import io.actorproxy.codec.StoredActor;
import io.actorproxy.codec.StoredResponse;
import io.actorproxy.loops.OnLoop;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An actor's state in memory, and how far it is saved.
 *
 * <p>{@code version} counts the changes in memory, {@code savedVersion} is the newest of them that
 * is known to be in the store. {@code revision} is the store's own count: one for each save.
 *
 * <ul>
 *   <li>{@code version == savedVersion}: nothing to save
 *   <li>{@code version > savedVersion}: changed since the last save
 * </ul>
 */
@OnLoop
final class EntityState {
  /** What a tag takes besides its characters: two texts, and its place in the map. */
  private static final int EACH_TAG = 144;

  private boolean stored;

  /** Null as long as there is no response to store. */
  private @Nullable StoredResponses responses;

  private @Nullable ByteString state;

  /** How much memory the state keeps; a slice may keep more than it shows. */
  private int stateBytes;

  private Map<String, String> tags = Map.of();
  private long revision;
  private long version;
  private long savedVersion;

  /** The activation begins with what the store has of its actor. */
  void begin(long storedRevision, StoredActor found) {
    begin(true, storedRevision, found.actor());
    keep(found.actor().state(), found.size());
    responses =
        found.responses().isEmpty()
            ? null
            : new StoredResponses(
                found.responses().stream().map(StoredResponse::detached).toList());
  }

  /** Keeps the state of a record of so many bytes, of which it is a slice. */
  private void keep(@Nullable ByteString slice, int wholeSize) {
    state = detached(slice, wholeSize);
    stateBytes = state == null ? 0 : state == slice ? wholeSize : state.size();
  }

  /**
   * The activation begins.
   *
   * @param isStored whether changes go to the store at all
   * @param storedRevision the revision in the store; 0 if there is none
   */
  void begin(boolean isStored, long storedRevision, ActorStateMessage initial) {
    stored = isStored;
    revision = storedRevision;
    state = initial.state();
    stateBytes = sizeOf(state);
    tags = initial.tags();
  }

  /** Whether changes go to the store at all. */
  boolean isStored() {
    return stored;
  }

  /** An encoded {@code google.protobuf.Any}; null when there is no state. */
  @Nullable ByteString state() {
    return state;
  }

  Map<String, String> tags() {
    return tags;
  }

  long revision() {
    return revision;
  }

  long version() {
    return version;
  }

  boolean isDirty() {
    return version > savedVersion;
  }

  boolean isSaved(long ofVersion) {
    return ofVersion <= savedVersion;
  }

  /** The state as it would be after {@link #update}. */
  ActorStateMessage preview(HostReply reply) {
    return new ActorStateMessage(reply.tags(), reply.state() == null ? state : reply.state());
  }

  /**
   * Takes over the state and the tags of a reply. A reply without a state leaves it as it is.
   *
   * @param replyBytes the size of the whole reply, of which the state is a slice
   * @param size the size of {@link #preview}
   */
  void update(HostReply reply, int replyBytes, int size) {
    ByteString newState = detached(reply.state(), replyBytes);
    update(newState, newState == reply.state() ? replyBytes : size, reply.tags());
  }

  /** A small slice must not keep a large whole in memory for as long as the actor lives. */
  private static @Nullable ByteString detached(@Nullable ByteString slice, int wholeSize) {
    return slice == null || slice.size() > wholeSize / 2
        ? slice
        : UnsafeByteOperations.unsafeWrap(slice.toByteArray());
  }

  private void update(@Nullable ByteString newState, int keptBytes, Map<String, String> newTags) {
    boolean sameState = newState == null || newState.equals(state);
    if (sameState && newTags.equals(tags)) {
      return;
    }
    if (!sameState) {
      state = newState;
      stateBytes = keptBytes;
    }
    tags = newTags;
    touch();
  }

  /** Goes back to an earlier state; the stored responses stay. */
  void restore(ActorStateMessage earlier) {
    keep(earlier.state(), earlier.size());
    tags = earlier.tags();
    touch();
  }

  /** Marks it as changed, so that what goes with it is saved. */
  void touch() {
    if (stored) {
      version++;
    }
  }

  /** The stored response to a call with this idempotency key; null if the call is new. */
  @Nullable StoredResponse responseTo(String key, EntityConfig config, long now) {
    return responses == null ? null : responses.find(key, config, now);
  }

  /** Adds a response, which is saved with the state. */
  void remember(StoredResponse response, EntityConfig config) {
    if (responses == null) {
      responses = new StoredResponses(List.of());
    }
    responses.add(response, config);
    touch();
  }

  /** The store has accepted what the state was at {@code thatVersion}. */
  void saved(long thatVersion) {
    savedVersion = thatVersion;
    revision++;
  }

  private static int sizeOf(@Nullable ByteString bytes) {
    return bytes == null ? 0 : bytes.size();
  }

  /** About how much memory it takes. */
  long weight() {
    long weight = stateBytes + (responses == null ? 0 : responses.bytes());
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      weight += EACH_TAG + tag.getKey().length() + tag.getValue().length();
    }
    return weight;
  }

  ActorStateMessage message() {
    return new ActorStateMessage(tags, state);
  }

  /** All that is stored of the actor. */
  StoredActor toStore() {
    return new StoredActor(message(), responses == null ? List.of() : responses.all());
  }
}
