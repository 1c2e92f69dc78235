package io.actorproxy.statestore.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.statestore.ActorKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The primary key of a row: short, whatever the length of the names. */
public final class Digest {

  private Digest() {}

  /** The digest of an actor's system, parent and name. */
  public static byte[] of(ActorKey key) {
    return of(key.system(), key.parent(), key.name());
  }

  /**
   * SHA-256 of texts in UTF-8, with a zero byte between them. No text has one, so that the parts do
   * not run together.
   */
  public static byte[] of(String first, String second, String third) {
    MessageDigest digest = sha256();
    digest.update(first.getBytes(UTF_8));
    digest.update((byte) 0);
    digest.update(second.getBytes(UTF_8));
    digest.update((byte) 0);
    digest.update(third.getBytes(UTF_8));
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
