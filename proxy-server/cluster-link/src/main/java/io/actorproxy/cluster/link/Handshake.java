package io.actorproxy.cluster.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.link.LinkConfig.Limits;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * By what two members know each other: each proves that it has the secret, by a code over all that
 * both have said, with a fresh nonce of each and the role of the side. So no proof is good a second
 * time, nor for the other side. The side that dials proves first: who dials learns nothing before.
 *
 * <p>While the secret is changed a member has two. Who dials gives a code for each, since it does
 * not know which of them the other side has; that one answers with the one that fits.
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
  private static final int CODE_BYTES = 32;
  private static final int SECRETS_MAX = 2;
  private static final String ALGORITHM = "HmacSHA256";

  private static final String DERIVATION = "PBKDF2WithHmacSHA256";
  private static final byte[] SALT = "actor proxy member link".getBytes(UTF_8);
  private static final int KEY_BITS = 256;

  /** A guess at the secret takes as much work as the derivation of the key. */
  private static final int ITERATIONS = 20_000;

  /** The present one first. */
  private final List<SecretKeySpec> keys;

  private final String cluster;
  private final Versions versions;
  private final Limits limits;
  private final RandomGenerator random;

  /**
   * @param random gives nonces that cannot be guessed
   */
  Handshake(LinkConfig config, RandomGenerator random) {
    this.keys =
        (config.previousSecret().isEmpty()
                ? Stream.of(config.secret())
                : Stream.of(config.secret(), config.previousSecret()))
            .map(Handshake::keyOf)
            .toList();
    this.cluster = config.cluster();
    this.versions = config.versions();
    this.limits = config.limits();
    this.random = random;
  }

  /** Made once, at the start. Without a secret there is nothing to guess. */
  private static SecretKeySpec keyOf(String secret) {
    try {
      byte[] key =
          SecretKeyFactory.getInstance(DERIVATION)
              .generateSecret(
                  new PBEKeySpec(
                      secret.toCharArray(), SALT, secret.isEmpty() ? 1 : ITERATIONS, KEY_BITS))
              .getEncoded();
      return new SecretKeySpec(key, ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + DERIVATION, e);
    }
  }

  /** See {@link LinkConfig#mark}. */
  static String mark(LinkConfig config, String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(keyOf(secret));
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

  /** That the side of a role has its secrets, and has said and heard exactly this. */
  ByteString proof(Role role, ByteString hello, ByteString challenge) {
    return keys.stream()
        .map(key -> code(key, role, hello, challenge))
        .reduce(ByteString.EMPTY, ByteString::concat);
  }

  private static ByteString code(
      SecretKeySpec key, Role role, ByteString hello, ByteString challenge) {
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
    return proven(given, role, hello, challenge) != null;
  }

  /** The proof of the accepting side, by the secret that the dialer has proven; null if none. */
  @Nullable ByteString answer(ByteString given, ByteString hello, ByteString challenge) {
    SecretKeySpec key = proven(given, Role.DIALER, hello, challenge);
    return key == null ? null : code(key, Role.ACCEPTOR, hello, challenge);
  }

  /** The key of the secret that the other side has, by its codes; null if it has none of them. */
  private @Nullable SecretKeySpec proven(
      ByteString given, Role role, ByteString hello, ByteString challenge) {
    if (given.size() > SECRETS_MAX * CODE_BYTES || given.size() % CODE_BYTES != 0) {
      return null;
    }
    for (SecretKeySpec key : keys) {
      byte[] code = code(key, role, hello, challenge).toByteArray();
      for (int start = 0; start < given.size(); start += CODE_BYTES) {
        if (MessageDigest.isEqual(given.substring(start, start + CODE_BYTES).toByteArray(), code)) {
          return key;
        }
      }
    }
    return null;
  }
}
