package io.actorproxy.system;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.ReplyTo;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import java.util.concurrent.CompletionStage;

/**
 * Everything a front door can ask for. Thread safe; never blocks; stages complete on any thread,
 * exceptionally with a {@link io.actorproxy.invocation.FailureException} and nothing else.
 */
public interface ActorSystem {
  /** Takes over the types a host announces, all of them or none. */
  CompletionStage<Void> register(RegistrationRequest request);

  /**
   * Makes instances known, all of them or none; does not activate them.
   *
   * @param revision the history row to start from; 0 for the newest state
   */
  CompletionStage<Void> spawn(SpawnRequest request, long revision);

  /** Invokes an action. The reply comes once, on any event loop. */
  void invoke(Call call, ReplyTo replyTo);

  /**
   * The current state of an actor, as its own activation sees it.
   *
   * @param parent empty if the caller does not know it
   * @return an encoded {@code spawn.actors.ActorState}; empty bytes if the actor has no state
   */
  CompletionStage<ByteString> stateOf(String system, String parent, String name);
}
