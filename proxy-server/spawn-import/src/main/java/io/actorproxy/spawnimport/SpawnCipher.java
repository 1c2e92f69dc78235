package io.actorproxy.spawnimport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.actorproxy.statestore.StateCipher;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts what Spawn has stored: {@code AES.GCM.V1}, which is our own layout too, and {@code
 * AES.CTR.V1}, an initialization vector of 16 bytes and the ciphertext, that nothing authenticates.
 */
public final class SpawnCipher {
  private static final byte[] GCM = "\u0001\nAES.GCM.V1".getBytes(US_ASCII);
  private static final byte[] CTR = "\u0001\nAES.CTR.V1".getBytes(US_ASCII);
  private static final int IV_BYTES = 16;

  private final List<SecretKey> keys;
  private final @Nullable StateCipher gcm;

  /**
   * @param keys those that Spawn had, at most {@link StateCipher#MAX_KEYS}
   */
  public SpawnCipher(List<SecretKey> keys, SecureRandom random) {
    this.keys = List.copyOf(keys);
    this.gcm = keys.isEmpty() ? null : new StateCipher(keys, random);
  }

  byte[] open(byte[] blob) throws UnreadableRowException {
    boolean isCtr = beginsWith(blob, CTR);
    if (!isCtr && !beginsWith(blob, GCM)) {
      throw new UnreadableRowException(
          "is not encrypted with AES.GCM.V1 or AES.CTR.V1, or is damaged");
    }
    if (gcm == null) {
      throw new UnreadableRowException("is encrypted, but no key is given");
    }
    return (isCtr ? openCtr(blob) : gcm.decrypt(blob))
        .orElseThrow(
            () -> new UnreadableRowException("is opened by no key: another key, or damaged"));
  }

  /** A wrong key gives bytes as well, but hardly ever a message. */
  private Optional<byte[]> openCtr(byte[] blob) {
    int begin = CTR.length + IV_BYTES;
    if (blob.length < begin) {
      return Optional.empty();
    }
    IvParameterSpec iv = new IvParameterSpec(blob, CTR.length, IV_BYTES);
    return keys.stream()
        .map(key -> decryptCtr(key, iv, blob, begin))
        .filter(SpawnCipher::isMessage)
        .findFirst();
  }

  private static byte[] decryptCtr(SecretKey key, IvParameterSpec iv, byte[] blob, int begin) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, iv);
      return cipher.doFinal(blob, begin, blob.length - begin);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR of the JDK cannot decrypt", e);
    }
  }

  private static boolean isMessage(byte[] bytes) {
    try {
      UnknownFieldSet unused = UnknownFieldSet.parseFrom(bytes);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private static boolean beginsWith(byte[] blob, byte[] head) {
    return blob.length >= head.length && Arrays.equals(blob, 0, head.length, head, 0, head.length);
  }
}
