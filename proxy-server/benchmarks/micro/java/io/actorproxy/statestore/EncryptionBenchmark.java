package io.actorproxy.statestore;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Encrypting a state and decrypting it, beside the JDK's AES-256-GCM with an initialization vector
 * that is counted, not drawn, and no layout of its own.
 */
@State(Scope.Thread)
public class EncryptionBenchmark {
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;

  @Param({"512", "4096"})
  public int bytes;

  private final SecretKey key = new SecretKeySpec(new byte[StateCipher.KEY_BYTES], "AES");
  private final StateCipher cipher = new StateCipher(List.of(key), new SecureRandom());
  private final byte[] iv = new byte[IV_BYTES];
  private byte[] state = {};
  private byte[] blob = {};
  private byte[] sealed = {};

  @Setup
  public void seal() throws GeneralSecurityException {
    state = new byte[bytes];
    blob = cipher.encrypt(state);
    sealed = jce(Cipher.ENCRYPT_MODE, state);
  }

  @Benchmark
  public byte[] encrypt() {
    return cipher.encrypt(state);
  }

  @Benchmark
  public byte[] encryptByJdk() throws GeneralSecurityException {
    for (int i = 0; i < IV_BYTES && ++iv[i] == 0; i++) {}
    return jce(Cipher.ENCRYPT_MODE, state);
  }

  @Benchmark
  public Optional<byte[]> decrypt() {
    return cipher.decrypt(blob);
  }

  @Benchmark
  public byte[] decryptByJdk() throws GeneralSecurityException {
    return jce(Cipher.DECRYPT_MODE, sealed);
  }

  private byte[] jce(int mode, byte[] input) throws GeneralSecurityException {
    Cipher jce = Cipher.getInstance("AES/GCM/NoPadding");
    jce.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
    return jce.doFinal(input);
  }
}
