package io.actorproxy.cluster.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.link.LinkConfig.Limits;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * By what two members know each other: each proves that it has the secret, by a code over all that
 * both have said, with a fresh nonce of each and the role of the side. So no proof is good a second
 * time, nor for the other side. The side that dials proves first: who dials learns nothing before.
 */
final class Handshake {
  enum Role {
    DIALER(0),
    ACCEPTOR(1);

    private final byte number;

    Role(int number) {
      this.number = (byte) number;
    }
  }

  private static final int MARK_BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private static final String DERIVATION = "PBKDF2WithHmacSHA256";
  private static final byte[] SALT = "actor proxy member link".getBytes(UTF_8);
  private static final int KEY_BITS = 256;

  /** A guess at the secret takes as much work as the derivation of the key. */
  private static final int ITERATIONS = 20_000;

  private final SecretKeySpec key;
  private final String cluster;
  private final Versions versions;
  private final Limits limits;
  private final RandomGenerator random;

  /**
   * @param random gives nonces that cannot be guessed
   */
  Handshake(LinkConfig config, RandomGenerator random) {
    this.key = new SecretKeySpec(keyOf(config.secret()), ALGORITHM);
    this.cluster = config.cluster();
    this.versions = config.versions();
    this.limits = config.limits();
    this.random = random;
  }

  /** Made once, at the start. Without a secret there is nothing to guess. */
  private static byte[] keyOf(String secret) {
    try {
      return SecretKeyFactory.getInstance(DERIVATION)
          .generateSecret(
              new PBEKeySpec(
                  secret.toCharArray(), SALT, secret.isEmpty() ? 1 : ITERATIONS, KEY_BITS))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + DERIVATION, e);
    }
  }

  /** See {@link LinkConfig#mark}. */
  static String mark(LinkConfig config) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(keyOf(config.secret()), ALGORITHM));
      String said = "mark %b %s".formatted(config.certificates() != null, config.cluster());
      byte[] code = mac.doFinal(said.getBytes(UTF_8));
      return HexFormat.of().formatHex(code, 0, MARK_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  Hello hello(long epoch, long target, String address) {
    byte[] nonce = new byte[Hello.NONCE_BYTES];
    random.nextBytes(nonce);
    return new Hello(
        versions.oldest(),
        versions.newest(),
        cluster,
        epoch,
        target,
        address,
        ByteString.copyFrom(nonce),
        limits.calls(),
        limits.callBytes(),
        limits.messageBytes());
  }

  /** The version that both speak; 0 if there is none. */
  int version(Hello other) {
    return versions.common(other.oldest(), other.newest());
  }

  boolean isOfThisCluster(Hello other) {
    return other.cluster().equals(cluster);
  }

  /** That the side of a role has the secret, and has said and heard exactly this. */
  ByteString proof(Role role, ByteString hello, ByteString challenge) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(role.number);
      update(mac, hello);
      update(mac, challenge);
      return ByteString.copyFrom(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** With its length, so that no byte of one part counts as of the next. */
  private static void update(Mac mac, ByteString part) {
    int size = part.size();
    mac.update(
        new byte[] {(byte) (size >> 24), (byte) (size >> 16), (byte) (size >> 8), (byte) size});
    mac.update(part.toByteArray());
  }

  boolean isProof(ByteString given, Role role, ByteString hello, ByteString challenge) {
    return MessageDigest.isEqual(given.toByteArray(), proof(role, hello, challenge).toByteArray());
  }
}
