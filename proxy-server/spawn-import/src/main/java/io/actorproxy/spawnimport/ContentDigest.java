package io.actorproxy.spawnimport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Snapshot;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest of states with their keys and revisions, in which their order does not count. */
final class ContentDigest {
  private final byte[] sum = new byte[32];
  private long count;

  void add(ActorKey key, Snapshot snapshot) {
    byte[] one = digest(key, snapshot);
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= one[i];
    }
    count++;
  }

  private static byte[] digest(ActorKey key, Snapshot snapshot) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      addText(digest, key.system());
      addText(digest, key.parent());
      addText(digest, key.name());
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, snapshot.revision()));
      return digest.digest(snapshot.state());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void addText(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  /** For people: how many states, and the digest. */
  @Override
  public String toString() {
    return "%d states, digest %s".formatted(count, HexFormat.of().formatHex(sum));
  }
}
