package io.actorproxy.system;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.ReplyTo;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import java.util.concurrent.CompletionStage;

/**
 * Everything a front door can ask for, on behalf of its client. Thread safe; never blocks; stages
 * complete on any thread, exceptionally with a {@link io.actorproxy.invocation.FailureException}
 * and nothing else.
 */
public interface ActorSystem {
  /**
   * Takes over the types a host announces, all of them or none; those of kinds that are not served
   * are left out. They are stored in the background, so a crash in the next moment may lose them.
   *
   * @param client who asks
   * @return which those are
   */
  CompletionStage<Registered> register(Principal client, RegistrationRequest request);

  /** A registration came that could not even be read. */
  void registrationRefused(Failure failure);

  /**
   * Makes instances known, all of them or none. They are recorded in the store when the stage
   * completes.
   *
   * @param client who asks
   * @param revision 0, and then nothing is activated; or the revision that each of them goes back
   *     to, or to the newest before it that is kept. That is saved as a new revision when the stage
   *     completes. If one cannot go back the stage fails, and others may have gone
   * @return to which revisions they went back
   */
  CompletionStage<SpawnOutcome> spawn(Principal client, SpawnRequest request, long revision);

  /** Invokes an action for the principal of the call. The reply comes once, on any event loop. */
  void invoke(Call call, ReplyTo replyTo);

  /**
   * The current state of an actor, as its own activation sees it.
   *
   * @param client who asks
   * @param parent empty if the caller does not know it
   * @return an encoded {@code spawn.actors.ActorState}; empty bytes if the actor has no state
   */
  CompletionStage<ByteString> stateOf(Principal client, String system, String parent, String name);
}
