package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.StoreException;
import java.util.List;

/** Finds the actors of a name that keep a state. Thread safe; may block. */
@FunctionalInterface
public interface Namesakes {

  /** Every actor of that system and name that keeps a state, and whose type is known. */
  List<ActorId> of(String system, String name) throws StoreException;
}
