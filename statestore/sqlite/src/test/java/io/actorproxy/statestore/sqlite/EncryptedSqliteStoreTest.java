package io.actorproxy.statestore.sqlite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.EncryptingStore;
import io.actorproxy.statestore.StateCipher;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.DurableStateStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Encryption changes nothing of what a store promises, and keeps its files unreadable. */
final class EncryptedSqliteStoreTest extends DurableStateStoreContract {
  private static final SecretKey OLD = key(1);
  private static final SecretKey NEW = key(2);

  private List<SecretKey> keys = List.of(OLD);
  private boolean allowPlaintext;

  @Override
  protected StateStoreDriver driver() {
    return new SqliteStoreDriver();
  }

  @Override
  protected StateStore open(StoreSettings settings) throws StoreException {
    if (keys.isEmpty()) {
      return EncryptingStore.openPlain(driver(), settings);
    }
    SecureRandom random = new SecureRandom();
    return EncryptingStore.open(
        driver(), settings, new StateCipher(keys, random), random, allowPlaintext);
  }

  @Test
  void theFilesDoNotHoldTheState() throws Exception {
    save(ANN, 0, "a secret state", WRITER);
    assertThat(filesContain("AES.GCM.V1")).isTrue();
    assertThat(filesContain("secret state")).isFalse();
    store().close();
    assertThat(filesContain("secret state")).isFalse();
  }

  @Test
  void anOldKeyStillReadsAndTheNewOneWrites() throws Exception {
    save(ANN, 0, "old", WRITER);
    save(BOB, 0, "old", WRITER);
    reopenWith(NEW, OLD);
    assertStored(ANN, 1, "old");
    save(ANN, 1, "new", WRITER);
    reopenWith(OLD, NEW);
    assertStored(ANN, 2, "new");
    assertStored(BOB, 1, "old");
  }

  @Test
  void aWrongKeyIsRefusedAtOpening() throws Exception {
    save(ANN, 0, "old", WRITER);
    assertThatThrownBy(() -> reopenWith(NEW))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("SPAWN_STATESTORE_KEY does not have every key")
        .hasMessageContaining("1 of 1 missing");
    reopenWith(OLD);
    assertStored(ANN, 1, "old");
  }

  @Test
  void aKeyThatEverWroteCannotBeLeftOut() throws Exception {
    reopenWith(NEW, OLD);
    save(ANN, 0, "new", WRITER);
    assertThatThrownBy(() -> reopenWith(NEW))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("1 of 2 missing");
    assertThatThrownBy(() -> reopenWith(OLD)).isInstanceOf(StoreConfigException.class);
    reopenWith(key(3), NEW, OLD);
    assertStored(ANN, 1, "new");
  }

  @Test
  void aKeyThatOnlyReadIsNotRecorded() throws Exception {
    reopenWith(OLD, NEW);
    reopenWith(OLD);
    save(ANN, 0, "old", WRITER);
    assertStored(ANN, 1, "old");
  }

  @Test
  void withoutAKeyAnEncryptedStoreIsRefused() throws Exception {
    assertThatThrownBy(this::reopenWith)
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("SPAWN_STATESTORE_KEY is not set");
  }

  @Test
  void aDamagedRecordOfKeysIsRefused() throws Exception {
    execute("UPDATE actors SET state = substr(state, 1, 54) WHERE system = ''");
    assertThatThrownBy(() -> reopenWith(OLD))
        .isInstanceOf(StoreCorruptedException.class)
        .hasMessageContaining("record of the encryption keys is damaged");
  }

  @Test
  void aDamagedStateIsAnErrorAndNeverGarbage() throws Exception {
    save(ANN, 0, "a state", WRITER);
    execute("UPDATE actors SET state = substr(state, 1, 50) WHERE system = 'shop'");
    assertUnreadable("No key of SPAWN_STATESTORE_KEY opens the state of");
    execute("UPDATE actors SET state = x'01' WHERE system = 'shop'");
    allowPlaintext = true;
    reopen();
    assertUnreadable("No key of SPAWN_STATESTORE_KEY opens the state of");
  }

  @Test
  void aStateSavedBeforeTheKeyNeedsADecision() throws Exception {
    save(BOB, 0, "encrypted", WRITER);
    execute("UPDATE actors SET state = x'1203616263', name = 'ann' WHERE name = 'bob'");
    assertUnreadable("is not encrypted, but SPAWN_STATESTORE_KEY is set");

    allowPlaintext = true;
    reopen();
    assertStored(ANN, 1, "\u0012\u0003abc");
    save(ANN, 1, "\u0012\u0003abd", WRITER);

    allowPlaintext = false;
    reopen();
    assertStored(ANN, 2, "\u0012\u0003abd");
  }

  private void assertUnreadable(String message) {
    assertThatThrownBy(() -> store().snapshots().load(ANN))
        .isInstanceOf(StoreCorruptedException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("ann");
  }

  private void reopenWith(SecretKey... others) throws StoreException {
    keys = List.of(others);
    reopen();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dataDir().resolve("actor-proxy.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private boolean filesContain(String text) throws Exception {
    try (Stream<Path> files = Files.list(dataDir())) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  private static SecretKey key(int fill) {
    byte[] bytes = new byte[StateCipher.KEY_BYTES];
    Arrays.fill(bytes, (byte) fill);
    return new SecretKeySpec(bytes, "AES");
  }
}
