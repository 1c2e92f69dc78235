package io.actorproxy.statestore.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.EncryptingStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateCipher;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.ForwardingStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Several proxies on one store agree on the record of its keys. */
final class KeyRecordTest {
  private static final SecretKey MINE = key(1);
  private static final SecretKey THEIRS = key(2);

  private final MemoryStore memory = new MemoryStore(100_000);

  @Test
  void anotherProxysKeyThatComesInBetweenIsNotLost() throws StoreException {
    open(interruptedBy(() -> open(shared(), THEIRS)), MINE, THEIRS);

    assertThatThrownBy(() -> open(shared(), MINE)).hasMessageContaining("1 of 2 missing");
    assertThatThrownBy(() -> open(shared(), THEIRS)).hasMessageContaining("1 of 2 missing");
    assertThat(open(shared(), THEIRS, MINE).name()).isEqualTo("memory");
  }

  @Test
  void anotherProxysWrongKeyThatComesInBetweenIsRefused() {
    assertThatThrownBy(() -> open(interruptedBy(() -> open(shared(), THEIRS)), MINE))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("1 of 1 missing");
  }

  private static StateStore open(StateStore store, SecretKey... keys) throws StoreException {
    SecureRandom random = new SecureRandom();
    return EncryptingStore.open(
        new DriverOf(store),
        new StoreSettings(Path.of("unused"), 100_000, Map.of()),
        new StateCipher(List.of(keys), random),
        random,
        false);
  }

  private StateStore shared() {
    return interruptedBy(() -> {});
  }

  /** The store as seen by a proxy that is overtaken between its first load and what follows. */
  private StateStore interruptedBy(Overtaking other) {
    return new OvertakenStore(memory, other);
  }

  @FunctionalInterface
  private interface Overtaking {
    void run() throws StoreException;
  }

  private record DriverOf(StateStore store) implements StateStoreDriver {
    @Override
    public String type() {
      return store.name();
    }

    @Override
    public StateStore open(StoreSettings settings) {
      return store;
    }
  }

  private static final class OvertakenStore extends ForwardingStore implements SnapshotStore {
    private final StateStore store;
    private final Overtaking other;
    private boolean overtaken;

    OvertakenStore(StateStore store, Overtaking other) {
      super(store);
      this.store = store;
      this.other = other;
    }

    @Override
    public Optional<Snapshot> load(ActorKey key) throws StoreException {
      Optional<Snapshot> seen = store.snapshots().load(key);
      if (!overtaken) {
        overtaken = true;
        other.run();
      }
      return seen;
    }

    @Override
    public List<SaveResult> save(List<Save> batch) throws StoreException {
      return store.snapshots().save(batch);
    }

    @Override
    public int remove(List<ActorKey> keys) throws StoreException {
      return store.snapshots().remove(keys);
    }

    @Override
    public SnapshotStore snapshots() {
      return this;
    }

    @Override
    public void close() {
      // The other proxy continues.
    }
  }

  private static SecretKey key(int fill) {
    byte[] bytes = new byte[StateCipher.KEY_BYTES];
    Arrays.fill(bytes, (byte) fill);
    return new SecretKeySpec(bytes, "AES");
  }
}
