package io.actorproxy.entity;

import io.actorproxy.invocation.Call;
import io.actorproxy.statestore.MessageId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is saved together with a state, in the order in which turns asked for it.
 *
 * @param sends calls that become messages
 * @param consumes messages that the state has taken in
 */
record Cargo(List<Call> sends, Set<MessageId> consumes) {
  /** Of most saves, and of every actor that has nothing to do. */
  static final Cargo NONE = new Cargo(List.of(), Set.of());

  /** One to be filled. */
  Cargo() {
    this(new ArrayList<>(), new LinkedHashSet<>());
  }

  boolean isEmpty() {
    return sends.isEmpty() && consumes.isEmpty();
  }
}
