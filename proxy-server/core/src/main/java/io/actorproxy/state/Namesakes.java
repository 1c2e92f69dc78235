package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import java.util.List;

/** Finds the known actors of a name that keep a state. Thread safe, and does not block. */
@FunctionalInterface
public interface Namesakes {

  /** Every known actor of that system and name that keeps a state. */
  List<ActorId> of(String system, String name);
}
