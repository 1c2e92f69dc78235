package io.actorproxy.entity;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.RememberedAnswer;
import io.actorproxy.codec.StoredActor;
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
final class EntityState {
  /** What a tag takes besides its characters: two texts, and its place in the map. */
  private static final int EACH_TAG = 144;

  private final boolean stored;

  /** Null as long as nothing was answered that is to be remembered. */
  private @Nullable Answers answers;

  private @Nullable ByteString state;

  /** How much memory the state keeps; a slice may keep more than it shows. */
  private int stateBytes;

  private Map<String, String> tags;
  private long revision;
  private long version;
  private long savedVersion;

  /**
   * The state an activation begins with.
   *
   * @param stored whether changes go to the store at all
   * @param revision what the store holds; 0 if nothing
   */
  EntityState(boolean stored, long revision, StoredActor initial) {
    this.stored = stored;
    this.revision = revision;
    this.state = initial.actor().state();
    this.stateBytes = sizeOf(state);
    this.tags = initial.actor().tags();
    this.answers = initial.answers().isEmpty() ? null : new Answers(initial.answers());
  }

  /** What an actor begins with that was never saved. */
  static EntityState initial(boolean stored, ActorStateMessage declared) {
    return new EntityState(stored, 0, new StoredActor(declared, List.of()));
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

  /** How it would look after {@link #update}. */
  ActorStateMessage preview(@Nullable ByteString newState, Map<String, String> newTags) {
    return new ActorStateMessage(newTags, newState == null ? state : newState);
  }

  /**
   * Takes over what a turn returned. A host that returns no state leaves it as it is.
   *
   * @param keptBytes how much memory the new state keeps
   */
  void update(@Nullable ByteString newState, int keptBytes, Map<String, String> newTags) {
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

  /** Makes it what it was at an earlier time; what was answered since stays answered. */
  void restore(ActorStateMessage earlier) {
    state = earlier.state();
    stateBytes = sizeOf(state);
    tags = earlier.tags();
    touch();
  }

  /** Something is to be saved with the state, whether or not the state itself has changed. */
  void touch() {
    if (stored) {
      version++;
    }
  }

  /** What was answered to a call with this idempotency key; null if the call is new. */
  @Nullable RememberedAnswer answerTo(String key, EntityConfig config, long now) {
    return answers == null ? null : answers.find(key, config, now);
  }

  /** Remembers an answer, which is to be saved with the state. */
  void remember(RememberedAnswer answer, EntityConfig config) {
    if (answers == null) {
      answers = new Answers(List.of());
    }
    answers.add(answer, config);
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
    long weight = stateBytes + (answers == null ? 0 : answers.bytes());
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
    return new StoredActor(message(), answers == null ? List.of() : answers.all());
  }
}
