package io.actorproxy.statestore;

import io.actorproxy.statestore.cluster.ClusterStore;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A store whose states, messages and registrations are encrypted by {@link StateCipher} before a
 * driver gets to see them. Names, revisions and times stay readable.
 *
 * <p>A state that was saved in plain text before there was a key is told by its first byte, see
 * {@link StateCipher}: it is read only if that was allowed, and encrypted when it is saved next.
 */
public final class EncryptingStore implements StateStore {

  private final StateStore store;
  private final SnapshotStore snapshots;
  private final Blobs blobs;

  private EncryptingStore(StateStore store, StateCipher cipher, boolean allowPlaintext) {
    this.store = store;
    this.blobs = new Blobs(cipher, allowPlaintext);
    this.snapshots = new EncryptedSnapshots(store.snapshots(), blobs);
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
        driver.open(
            new StoreSettings(
                settings.dataDir(), limit, settings.historyLimit(), settings.properties()));
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
  public HistoryStore history() {
    return new EncryptedHistory(store.history(), blobs);
  }

  @Override
  public MessageStore messages() {
    return new EncryptedMessages(store.messages(), blobs);
  }

  @Override
  public LookupStore lookups() {
    return new EncryptedLookups(store.lookups(), blobs);
  }

  @Override
  public ImportStore imports() {
    return new EncryptedImports(store.imports(), blobs);
  }

  @Override
  public Optional<ClusterStore> cluster() {
    return store.cluster();
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
}
