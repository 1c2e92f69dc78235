package io.actorproxy.statestore;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A store whose states are encrypted by {@link StateCipher} before a driver gets to see them. Keys
 * and revisions stay readable.
 *
 * <p>A state that was saved in plain text before there was a key is told by its first byte, see
 * {@link StateCipher}: it is read only if that was allowed, and encrypted when it is saved next.
 */
public final class EncryptingStore implements StateStore {

  private final StateStore store;
  private final SnapshotStore snapshots;

  private EncryptingStore(StateStore store, StateCipher cipher, boolean allowPlaintext) {
    this.store = store;
    this.snapshots = new Snapshots(store.snapshots(), cipher, allowPlaintext);
  }

  /**
   * Opens a store by its driver and records in it which key encrypts. The limit of states counts
   * what is encrypted, not the {@value StateCipher#OVERHEAD_BYTES} bytes that a blob has more.
   *
   * @param allowPlaintext whether states that are not encrypted are read
   * @throws StoreConfigException if states of the store were encrypted with a key that the cipher
   *     does not have
   * @throws StoreException as {@link StateStoreDriver#open} does
   */
  public static StateStore open(
      StateStoreDriver driver,
      StoreSettings settings,
      StateCipher cipher,
      SecureRandom random,
      boolean allowPlaintext)
      throws StoreException {
    int limit = Math.addExact(settings.maxStateBytes(), StateCipher.OVERHEAD_BYTES);
    StateStore store =
        driver.open(new StoreSettings(settings.dataDir(), limit, settings.properties()));
    closeUnless(store, () -> new KeyCheck(store.snapshots()).require(cipher, random));
    return new EncryptingStore(store, cipher, allowPlaintext);
  }

  /**
   * Opens a store without encryption.
   *
   * @throws StoreConfigException if states of the store were ever encrypted
   * @throws StoreException as {@link StateStoreDriver#open} does
   */
  public static StateStore openPlain(StateStoreDriver driver, StoreSettings settings)
      throws StoreException {
    StateStore store = driver.open(settings);
    closeUnless(store, () -> new KeyCheck(store.snapshots()).requireNeverEncrypted());
    return store;
  }

  @FunctionalInterface
  private interface Check {
    void run() throws StoreException;
  }

  private static void closeUnless(StateStore store, Check passes) throws StoreException {
    try {
      passes.run();
    } catch (StoreException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public SnapshotStore snapshots() {
    return snapshots;
  }

  @Override
  public void probe() throws StoreException {
    store.probe();
  }

  @Override
  public String durability() {
    return store.durability() + " States are encrypted.";
  }

  @Override
  public void close() {
    store.close();
  }

  private record Snapshots(SnapshotStore store, StateCipher cipher, boolean allowPlaintext)
      implements SnapshotStore {

    @Override
    public Optional<Snapshot> load(ActorKey key) throws StoreException {
      Optional<Snapshot> stored = store.load(key);
      if (stored.isEmpty()) {
        return stored;
      }
      byte[] state = read(key, stored.get().state());
      return Optional.of(new Snapshot(stored.get().revision(), state));
    }

    @Override
    public List<SaveResult> save(List<Save> batch) throws StoreException {
      List<Save> encrypted = new ArrayList<>(batch.size());
      for (Save save : batch) {
        byte[] blob = cipher.encrypt(save.state());
        encrypted.add(new Save(save.key(), save.expectedRevision(), blob, save.writer()));
      }
      return store.save(encrypted);
    }

    private byte[] read(ActorKey key, byte[] stored) throws StoreCorruptedException {
      if (StateCipher.looksEncrypted(stored)) {
        return cipher
            .decrypt(stored)
            .orElseThrow(
                () ->
                    new StoreCorruptedException(
                        ("No key of SPAWN_STATESTORE_KEY opens the state of %s: it is damaged, or"
                                + " was encrypted with another key. Restore it from a backup, or"
                                + " add its key.")
                            .formatted(key)));
      }
      if (!allowPlaintext) {
        throw new StoreCorruptedException(
            ("The state of %s is not encrypted, but SPAWN_STATESTORE_KEY is set. If it was saved"
                    + " before the key was set, allow it with PROXY_STATE_ALLOW_PLAINTEXT=true.")
                .formatted(key));
      }
      return stored;
    }
  }
}
