package io.actorproxy.spawnimport;

import io.actorproxy.state.Adoption;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import java.util.function.Consumer;

/** Lets an actor adopt the imported state of its name by an operator's command. */
public final class Adopt {
  private Adopt() {}

  /**
   * @param key who adopts
   * @param apply whether to do it; otherwise it is only said what would be done
   * @param out takes what is said
   * @return whether it can be done, or was
   */
  public static boolean run(StateStore store, ActorKey key, boolean apply, Consumer<String> out)
      throws StoreException {
    ActorKey waiting = Adoption.waitingKey(key.system(), key.name());
    if (store.snapshots().load(key).isPresent()) {
      out.accept("! %s has a state of its own already".formatted(key));
      return false;
    }
    if (store.snapshots().load(waiting).isEmpty()) {
      out.accept("! nothing imported waits for %s/%s".formatted(key.system(), key.name()));
      return false;
    }
    if (!apply) {
      out.accept("%s would adopt the imported state of its name".formatted(key));
      return true;
    }
    boolean moved = store.imports().move(waiting, key);
    out.accept(
        moved
            ? "%s has adopted the imported state of its name".formatted(key)
            : "! another proxy or command has changed one of them meanwhile; run it again");
    return moved;
  }
}
