package io.actorproxy.statestore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The record of all keys that ever encrypted states of a store, kept in the store itself: a known
 * text, encrypted once with each of these keys. It stands under a key that no actor can have, since
 * every actor is of a system with a name.
 *
 * <p>A key enters the record before the first state is encrypted with it, and never leaves: a state
 * is encrypted anew only when it changes, so an old key may still be needed at any time.
 */
final class KeyCheck {

  static final ActorKey ROW = new ActorKey("", "", "encryption keys");

  private static final byte[] TEXT = "actor-proxy".getBytes(US_ASCII);
  private static final int ENTRY_BYTES = StateCipher.OVERHEAD_BYTES + TEXT.length;
  private static final int ATTEMPTS = 10;

  private final SnapshotStore store;

  KeyCheck(SnapshotStore store) {
    this.store = store;
  }

  /**
   * Makes sure that the keys of this cipher open everything, and that its first key is recorded.
   *
   * @throws StoreConfigException if a recorded key is missing
   */
  void require(StateCipher cipher, RandomGenerator random) throws StoreException {
    // Another proxy on the same store may record its key at the same time.
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Snapshot> stored = store.load(ROW);
      byte[] entries = stored.map(Snapshot::state).orElse(new byte[0]);
      requireAllOpen(entries, cipher);
      if (opensOne(entries, cipher.ofFirstKey())
          || append(stored.map(Snapshot::revision).orElse(0L), entries, cipher, random)) {
        return;
      }
    }
    throw new StoreUnavailableException(
        "Cannot record the encryption key: other proxies keep changing the record. Start again.");
  }

  /**
   * @throws StoreConfigException if states of this store were ever encrypted
   */
  void requireNeverEncrypted() throws StoreException {
    if (store.load(ROW).isPresent()) {
      throw new StoreConfigException(
          "The states of this store are encrypted, but SPAWN_STATESTORE_KEY is not set. Set it to"
              + " the keys that this store was used with.");
    }
  }

  private boolean append(long revision, byte[] entries, StateCipher cipher, RandomGenerator random)
      throws StoreException {
    byte[] longer = Arrays.copyOf(entries, entries.length + ENTRY_BYTES);
    System.arraycopy(cipher.encrypt(TEXT), 0, longer, entries.length, ENTRY_BYTES);
    SaveResult result =
        store.save(List.of(new Save(ROW, revision, longer, random.nextLong()))).getFirst();
    if (result == SaveResult.TOO_LARGE) {
      throw new StoreConfigException(
          ("There is no room to record one more encryption key: the record would have %d bytes,"
                  + " more than PROXY_STATE_MAX_BYTES. Raise that limit.")
              .formatted(longer.length));
    }
    return result == SaveResult.SAVED;
  }

  private static void requireAllOpen(byte[] entries, StateCipher cipher) throws StoreException {
    if (entries.length % ENTRY_BYTES != 0) {
      throw new StoreCorruptedException(
          ("The record of the encryption keys is damaged: it has %d bytes, no multiple of %d."
                  + " Restore the store from a backup.")
              .formatted(entries.length, ENTRY_BYTES));
    }
    int missing = 0;
    for (int begin = 0; begin < entries.length; begin += ENTRY_BYTES) {
      missing += opens(entries, begin, cipher) ? 0 : 1;
    }
    if (missing > 0) {
      throw new StoreConfigException(
          ("SPAWN_STATESTORE_KEY does not have every key that states of this store were encrypted"
                  + " with: %d of %d missing. Put back what is missing, behind the key that is to"
                  + " encrypt; see docs/guide/encryption.md.")
              .formatted(missing, entries.length / ENTRY_BYTES));
    }
  }

  private static boolean opensOne(byte[] entries, StateCipher cipher) {
    for (int begin = 0; begin < entries.length; begin += ENTRY_BYTES) {
      if (opens(entries, begin, cipher)) {
        return true;
      }
    }
    return false;
  }

  private static boolean opens(byte[] entries, int begin, StateCipher cipher) {
    byte[] entry = Arrays.copyOfRange(entries, begin, begin + ENTRY_BYTES);
    return cipher.decrypt(entry).filter(text -> Arrays.equals(text, TEXT)).isPresent();
  }
}
