package io.actorproxy.entity;

import io.actorproxy.invocation.Call;
import io.actorproxy.statestore.MessageId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Changes of stored messages that are saved together with a state, in the order of the turns. */
final class MessageChanges {
  private final List<Call> outgoing = new ArrayList<>();
  private final Set<MessageId> consumed = new LinkedHashSet<>();

  /** Calls that become messages. */
  List<Call> outgoing() {
    return outgoing;
  }

  /** Messages that the state has taken in, and which are removed. */
  Set<MessageId> consumed() {
    return consumed;
  }
}
