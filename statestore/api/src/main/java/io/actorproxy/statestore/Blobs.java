package io.actorproxy.statestore;

import java.util.function.Supplier;

/** Encrypts what goes into a store and decrypts what comes out of it. */
record Blobs(StateCipher cipher, boolean allowPlaintext) {

  byte[] encrypt(byte[] plain) {
    return cipher.encrypt(plain);
  }

  Message encrypt(Message message) {
    return message.withContent(encrypt(message.content()));
  }

  Snapshot decrypt(ActorKey key, Snapshot stored) throws StoreCorruptedException {
    return new Snapshot(stored.revision(), decrypt(stored.state(), () -> "the state of " + key));
  }

  Message decrypt(Message stored) throws StoreCorruptedException {
    return stored.withContent(
        decrypt(
            stored.content(),
            () -> "the message %s to %s".formatted(stored.id(), stored.target())));
  }

  /**
   * @param what names it in an error, as in "the state of ..."
   */
  byte[] decrypt(byte[] stored, Supplier<String> what) throws StoreCorruptedException {
    if (StateCipher.looksEncrypted(stored)) {
      return cipher
          .decrypt(stored)
          .orElseThrow(
              () ->
                  new StoreCorruptedException(
                      ("No key of SPAWN_STATESTORE_KEY opens %s: it is damaged, or was"
                              + " encrypted with another key. Restore it from a backup, or add"
                              + " its key.")
                          .formatted(what.get())));
    }
    if (!allowPlaintext) {
      throw new StoreCorruptedException(
          ("Cannot read %s: it is not encrypted, but SPAWN_STATESTORE_KEY is set. If it was saved before the key"
                  + " was set, allow it with PROXY_STATE_ALLOW_PLAINTEXT=true.")
              .formatted(what.get()));
    }
    return stored;
  }
}
