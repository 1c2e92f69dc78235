package io.actorproxy.statestore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts states with AES-256-GCM, in the layout of Spawn's databases: the bytes 0x01 and 0x0A,
 * the text {@code AES.GCM.V1}, 16 bytes of a random initialization vector, 16 bytes of tag, and the
 * ciphertext, which is as long as the state. {@code AES256GCM} is authenticated along with it.
 *
 * <p>The first key encrypts; every key decrypts. Safe for use by many threads.
 */
public final class StateCipher {

  /** How many bytes a blob is longer than its state. */
  public static final int OVERHEAD_BYTES = 44;

  /** The length of every key, in bytes. */
  public static final int KEY_BYTES = 32;

  /** More keys than these would make a state that no key opens expensive. */
  public static final int MAX_KEYS = 16;

  private static final byte FIRST_BYTE = 0x01;
  private static final byte[] HEAD = "\u0001\nAES.GCM.V1".getBytes(US_ASCII);
  private static final byte[] AUTHENTICATED = "AES256GCM".getBytes(US_ASCII);
  private static final int IV_BYTES = 16;
  private static final int TAG_BYTES = 16;
  private static final int TAG_BEGIN = HEAD.length + IV_BYTES;

  private final List<SecretKey> keys;
  private final SecureRandom random;

  /**
   * @param keys AES keys of {@value #KEY_BYTES} bytes each, at least one, at most {@value
   *     #MAX_KEYS}; the first is the one that encrypts
   * @param random what initialization vectors are drawn from
   */
  public StateCipher(List<SecretKey> keys, SecureRandom random) {
    if (keys.isEmpty() || keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException(
          "Expected 1 to %d keys, but got %d".formatted(MAX_KEYS, keys.size()));
    }
    this.keys = List.copyOf(keys);
    this.random = random;
  }

  /**
   * Whether these bytes are meant to be a blob, intact or not. An encoded {@code
   * spawn.actors.ActorState} begins with 0x0A or 0x12 or is empty, so it is never taken for one.
   */
  static boolean looksEncrypted(byte[] stored) {
    return stored.length > 0 && stored[0] == FIRST_BYTE;
  }

  /** A blob of this state, with an initialization vector of its own. */
  public byte[] encrypt(byte[] state) {
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    byte[] blob = new byte[OVERHEAD_BYTES + state.length];
    System.arraycopy(HEAD, 0, blob, 0, HEAD.length);
    System.arraycopy(iv, 0, blob, HEAD.length, IV_BYTES);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), iv);
      // The JDK writes the tag behind the ciphertext; here it stands in front of it.
      byte[] sealed = cipher.doFinal(state);
      System.arraycopy(sealed, state.length, blob, TAG_BEGIN, TAG_BYTES);
      System.arraycopy(sealed, 0, blob, OVERHEAD_BYTES, state.length);
      return blob;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM of the JDK cannot encrypt", e);
    }
  }

  /** The state of a blob; empty if no key opens it, or if it is not an intact blob at all. */
  public Optional<byte[]> decrypt(byte[] blob) {
    if (!hasHead(blob)) {
      return Optional.empty();
    }
    byte[] iv = Arrays.copyOfRange(blob, HEAD.length, TAG_BEGIN);
    int length = blob.length - OVERHEAD_BYTES;
    byte[] sealed = new byte[length + TAG_BYTES];
    System.arraycopy(blob, OVERHEAD_BYTES, sealed, 0, length);
    System.arraycopy(blob, TAG_BEGIN, sealed, length, TAG_BYTES);
    return keys.stream().flatMap(key -> open(key, iv, sealed).stream()).findFirst();
  }

  /** A cipher that knows nothing but the key that this one encrypts with. */
  StateCipher ofFirstKey() {
    return new StateCipher(List.of(keys.getFirst()), random);
  }

  private static Optional<byte[]> open(SecretKey key, byte[] iv, byte[] sealed) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key, iv).doFinal(sealed));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM of the JDK cannot decrypt", e);
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
    cipher.updateAAD(AUTHENTICATED);
    return cipher;
  }

  private static boolean hasHead(byte[] blob) {
    return blob.length >= OVERHEAD_BYTES
        && Arrays.equals(blob, 0, HEAD.length, HEAD, 0, HEAD.length);
  }
}
