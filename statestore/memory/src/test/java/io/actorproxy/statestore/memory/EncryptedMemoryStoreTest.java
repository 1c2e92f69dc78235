package io.actorproxy.statestore.memory;

import io.actorproxy.statestore.EncryptingStore;
import io.actorproxy.statestore.StateCipher;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.StateStoreContract;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/** Encryption changes nothing of what a store promises. */
final class EncryptedMemoryStoreTest extends StateStoreContract {

  @Override
  protected StateStoreDriver driver() {
    return new MemoryStoreDriver();
  }

  @Override
  protected StateStore open(StoreSettings settings) throws StoreException {
    SecureRandom random = new SecureRandom();
    StateCipher cipher =
        new StateCipher(List.of(new SecretKeySpec(new byte[StateCipher.KEY_BYTES], "AES")), random);
    return EncryptingStore.open(driver(), settings, cipher, random, false);
  }
}
