package io.actorproxy.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.StoredActor;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.Snapshot;

/** The result of loading an actor's state. */
public sealed interface LoadResult {
  /** What is stored as a snapshot, if it can be read. */
  static LoadResult of(Snapshot snapshot) {
    try {
      ByteString bytes = UnsafeByteOperations.unsafeWrap(snapshot.state());
      return new Found(snapshot.revision(), StoredActor.read(bytes));
    } catch (MalformedMessageException e) {
      return new NotLoaded(e.failure(ErrorCode.STATE_CORRUPTED));
    }
  }

  /** The stored state and its revision, 1 or more. */
  record Found(long revision, StoredActor actor) implements LoadResult {}

  /** The actor was never saved. */
  record Missing() implements LoadResult {}

  /** The state is unknown; the actor must not be activated. */
  record NotLoaded(Failure failure) implements LoadResult {}
}
