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

  ActorKey ANN = new ActorKey("shop", "", "ann");
  ActorKey BOB = new ActorKey("shop", "", "bob");
  long WRITER = 0x5EED_0001_0000_0001L;
  long RIVAL = -2;

  /** The store of the running test. */
  StateStore store();

  /** The settings each store of a test is opened with. */
  StoreSettings settings();

  /**
   * Another store on the same data, as another proxy has it; {@link #store} itself if the data can
   * only be open once.
   */
  StateStore other() throws StoreException;

  /** Closes the store of the running test and opens it again with the same settings. */
  void reopen() throws StoreException;

  /** The same, with histories of another length. */
  void reopenWithHistoryLimit(int limit) throws StoreException;

  /** A save whose state is a text in UTF-8. */
  default Save saveOf(ActorKey key, long expectedRevision, String state, long writer) {
    return new Save(key, expectedRevision, state.getBytes(UTF_8), writer);
  }

  /** Saves one actor in a batch of its own. */
  default SaveResult save(ActorKey key, long expectedRevision, String state, long writer)
      throws StoreException {
    return save(saveOf(key, expectedRevision, state, writer));
  }

  /** Saves one actor in a batch of its own. */
  default SaveResult save(Save save) throws StoreException {
    return store().snapshots().save(List.of(save)).getFirst();
  }

  /** Fails unless the stored state of an actor is this one. */
  default void assertStored(ActorKey key, long revision, String state) throws StoreException {
    assertThat(store().snapshots().load(key))
        .as("stored state of %s", key)
        .contains(new Snapshot(revision, state.getBytes(UTF_8)));
  }
}
