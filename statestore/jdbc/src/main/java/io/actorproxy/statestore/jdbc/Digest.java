package io.actorproxy.statestore.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.statestore.ActorKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

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

  /** Sets four parameters to an actor's digest, system, parent and name. */
  public static void bind(PreparedStatement statement, int first, ActorKey key)
      throws SQLException {
    statement.setBytes(first, of(key));
    statement.setString(first + 1, key.system());
    statement.setString(first + 2, key.parent());
    statement.setString(first + 3, key.name());
  }

  /** Keys in the order of their digests, see {@link #inOrder(Collection, Function)}. */
  public static List<ActorKey> inOrder(Collection<ActorKey> keys) {
    return inOrder(keys, key -> key);
  }

  /**
   * What is about actors, in the order of their digests, as unsigned bytes. All that locks rows of
   * several actors does so in this order, so that transactions seldom wait for each other in a
   * circle.
   */
  public static <T> List<T> inOrder(Collection<T> things, Function<T, ActorKey> key) {
    record Digested<T>(byte[] digest, T thing) {}
    return things.stream()
        .map(thing -> new Digested<>(of(key.apply(thing)), thing))
        .sorted((a, b) -> Arrays.compareUnsigned(a.digest(), b.digest()))
        .map(Digested::thing)
        .toList();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
