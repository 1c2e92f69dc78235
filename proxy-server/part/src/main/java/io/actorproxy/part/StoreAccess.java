package io.actorproxy.part;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import java.util.List;
import javax.crypto.SecretKey;

/**
 * The store of a proxy that does not run.
 *
 * @param opener opens it; it is closed by the command
 * @param keys what states are encrypted with: the first encrypts, all decrypt; none for states in
 *     plain text
 * @param historyLimit how many revisions of an actor are kept
 * @param stateMaxBytes the largest state
 */
public record StoreAccess(
    Opener opener, List<SecretKey> keys, int historyLimit, int stateMaxBytes) {
  /** Opens the store. */
  @FunctionalInterface
  public interface Opener {
    /**
     * @throws StoreException if it cannot be opened, as when a proxy uses it
     */
    StateStore open() throws StoreException;
  }

  public StoreAccess {
    keys = List.copyOf(keys);
  }

  /** Leaves the keys out. */
  @Override
  public String toString() {
    return "StoreAccess[%d keys]".formatted(keys.size());
  }
}
