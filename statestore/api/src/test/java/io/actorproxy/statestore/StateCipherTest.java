package io.actorproxy.statestore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StateCipherTest {
  /** A throw-away key that Spawn wrote the blobs of the resource file with. */
  private static final SecretKey SPAWN_KEY =
      new SecretKeySpec(
          Base64.getDecoder().decode("3Jnb0hZiHIzHTOih7t2cTEPEpY98Tu1wvQkPfq/XwqE="), "AES");

  private static final SecretKey OLD = key(1);
  private static final SecretKey NEW = key(2);
  private static final byte[] STATE = "the state of an actor".getBytes(UTF_8);

  @ParameterizedTest
  @MethodSource("blobsOfSpawn")
  void whatSpawnWroteOpens(String blob, String state) {
    HexFormat hex = HexFormat.of();
    assertThat(cipher(SPAWN_KEY).decrypt(hex.parseHex(blob))).contains(hex.parseHex(state));
    assertThat(cipher(NEW).decrypt(hex.parseHex(blob))).isEmpty();
  }

  static Stream<Object[]> blobsOfSpawn() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                requireNonNull(StateCipherTest.class.getResourceAsStream("spawn-blobs.txt")),
                US_ASCII))) {
      List<Object[]> blobs =
          lines
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> (Object[]) line.split(" ", 2))
              .toList();
      assertThat(blobs).hasSize(70);
      return blobs.stream();
    }
  }

  @Test
  void theLayoutIsSpawnsByteByByte() throws Exception {
    byte[] blob = cipher(NEW).encrypt(STATE);

    assertThat(blob).hasSize(1 + 1 + 10 + 16 + 16 + STATE.length);
    assertThat(blob[0]).isEqualTo((byte) 0x01);
    assertThat(blob[1]).isEqualTo((byte) 0x0A);
    assertThat(new String(blob, 2, 10, US_ASCII)).isEqualTo("AES.GCM.V1");
    byte[] iv = Arrays.copyOfRange(blob, 12, 28);
    Cipher reference = Cipher.getInstance("AES/GCM/NoPadding");
    reference.init(Cipher.ENCRYPT_MODE, NEW, new GCMParameterSpec(128, iv));
    reference.updateAAD("AES256GCM".getBytes(US_ASCII));
    byte[] ciphertextThenTag = reference.doFinal(STATE);
    assertThat(Arrays.copyOfRange(blob, 44, blob.length))
        .isEqualTo(Arrays.copyOf(ciphertextThenTag, STATE.length));
    assertThat(Arrays.copyOfRange(blob, 28, 44))
        .isEqualTo(Arrays.copyOfRange(ciphertextThenTag, STATE.length, STATE.length + 16));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 1000, 4_194_304})
  void everySizeComesBack(int size) {
    byte[] state = new byte[size];
    Arrays.fill(state, (byte) 7);
    byte[] blob = cipher(NEW).encrypt(state);
    assertThat(blob).hasSize(size + StateCipher.OVERHEAD_BYTES);
    assertThat(cipher(NEW).decrypt(blob)).contains(state);
  }

  @Test
  void theSameStateIsNeverTheSameBlob() {
    StateCipher cipher = cipher(NEW);
    List<byte[]> vectors =
        Stream.generate(() -> Arrays.copyOfRange(cipher.encrypt(STATE), 12, 28))
            .limit(1000)
            .toList();
    assertThat(vectors.stream().map(HexFormat.of()::formatHex)).doesNotHaveDuplicates();
  }

  @Test
  void theFirstKeyEncryptsAndEveryKeyDecrypts() {
    byte[] old = cipher(OLD).encrypt(STATE);
    StateCipher rotated = cipher(NEW, OLD);

    assertThat(rotated.decrypt(old)).contains(STATE);
    assertThat(cipher(NEW).decrypt(rotated.encrypt(STATE))).contains(STATE);
    assertThat(cipher(OLD).decrypt(rotated.encrypt(STATE))).isEmpty();
  }

  @Test
  void aFlippedBitAnywhereKeepsItShut() {
    byte[] blob = cipher(NEW).encrypt(STATE);
    for (int bit = 0; bit < blob.length * Byte.SIZE; bit++) {
      byte[] damaged = blob.clone();
      damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(cipher(NEW, OLD).decrypt(damaged)).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void aPieceOfABlobStaysShut() {
    byte[] blob = cipher(NEW).encrypt(STATE);
    for (int length = 0; length < blob.length; length++) {
      assertThat(cipher(NEW).decrypt(Arrays.copyOf(blob, length))).as("%d", length).isEmpty();
    }
    assertThat(cipher(NEW).decrypt(Arrays.copyOf(blob, blob.length + 1))).isEmpty();
  }

  @Test
  void noKeyOrTooManyAreRefused() {
    assertThatThrownBy(StateCipherTest::cipher).hasMessage("Expected 1 to 16 keys, but got 0");
    SecretKey[] many = Stream.generate(() -> NEW).limit(17).toArray(SecretKey[]::new);
    assertThatThrownBy(() -> cipher(many)).hasMessage("Expected 1 to 16 keys, but got 17");
  }

  private static StateCipher cipher(SecretKey... keys) {
    return new StateCipher(List.of(keys), new SecureRandom());
  }

  private static SecretKey key(int fill) {
    byte[] bytes = new byte[StateCipher.KEY_BYTES];
    Arrays.fill(bytes, (byte) fill);
    return new SecretKeySpec(bytes, "AES");
  }
}
