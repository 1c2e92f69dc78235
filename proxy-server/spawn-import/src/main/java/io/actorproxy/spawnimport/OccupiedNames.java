package io.actorproxy.spawnimport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.StoreException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The names of a system's actors that the store holds already, whatever their parents: those that
 * were adopted must not be imported once more. Eight bytes a name, so that a million of them fit;
 * two names with the same eight bytes are not to be expected.
 */
final class OccupiedNames {
  private static final int PAGE = 1_000;

  private final String system;
  private final long[] hashes;

  private OccupiedNames(String system, long[] hashes) {
    this.system = system;
    this.hashes = hashes;
  }

  static OccupiedNames of(String system, ImportStore store) throws StoreException {
    long[] hashes = new long[PAGE];
    int count = 0;
    Optional<ActorKey> after = Optional.empty();
    while (true) {
      List<ActorKey> page = store.actors(system, after, PAGE);
      if (page.isEmpty()) {
        break;
      }
      if (hashes.length < count + page.size()) {
        hashes = Arrays.copyOf(hashes, hashes.length * 2);
      }
      for (ActorKey key : page) {
        hashes[count++] = hash(key.name());
      }
      after = Optional.of(page.getLast());
    }
    long[] sorted = Arrays.copyOf(hashes, count);
    Arrays.sort(sorted);
    return new OccupiedNames(system, sorted);
  }

  String system() {
    return system;
  }

  boolean contains(String name) {
    return Arrays.binarySearch(hashes, hash(name)) >= 0;
  }

  private static long hash(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(name.getBytes(UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
