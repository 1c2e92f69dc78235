package io.actorproxy.statestore.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.util.List;

/** The store each part of the contract asks for, and the words in which it does so. */
interface StoreUnderTest {

  /** The store of the running test. */
  StateStore store();

  /** The settings each store of a test is opened with. */
  StoreSettings settings();

  /** A save whose state is a text in UTF-8. */
  default Save saveOf(ActorKey key, long expectedRevision, String state, long writer) {
    return new Save(key, expectedRevision, state.getBytes(UTF_8), writer);
  }

  /** Saves one actor in a batch of its own. */
  default SaveResult save(ActorKey key, long expectedRevision, String state, long writer)
      throws StoreException {
    Save save = saveOf(key, expectedRevision, state, writer);
    return store().snapshots().save(List.of(save)).getFirst();
  }

  /** Fails unless the stored state of an actor is this one. */
  default void assertStored(ActorKey key, long revision, String state) throws StoreException {
    assertThat(store().snapshots().load(key))
        .as("stored state of %s", key)
        .contains(new Snapshot(revision, state.getBytes(UTF_8)));
  }
}
