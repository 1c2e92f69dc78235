package io.actorproxy.statestore;

import java.util.Arrays;

/**
 * The current stored state of one actor. Two snapshots are equal when their contents are.
 *
 * @param revision how many saves of this actor have been accepted; at least 1
 * @param state opaque bytes as they were saved; handed over without a copy, so they must not be
 *     changed
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes are handed through, never copied.
public record Snapshot(long revision, byte[] state) {

  public Snapshot {
    if (revision < 1) {
      throw new IllegalArgumentException("Expected a revision of at least 1, but got " + revision);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Snapshot that
        && revision == that.revision
        && Arrays.equals(state, that.state);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(revision) + Arrays.hashCode(state);
  }

  /** Leaves the state out: it may be secret, and it may be large. */
  @Override
  public String toString() {
    return "Snapshot[revision=%d, %d bytes]".formatted(revision, state.length);
  }
}
