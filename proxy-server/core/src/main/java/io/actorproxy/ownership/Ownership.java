package io.actorproxy.ownership;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Request;
import org.jspecify.annotations.Nullable;

/** Which member of a cluster runs an actor. Thread safe, and does not wait. */
public interface Ownership extends ForeignTypes {
  /** That of a process that is alone. */
  Ownership ALONE =
      new Ownership() {
        @Override
        public Tenure tenureOf(ActorId actor) {
          return Tenure.ALONE;
        }

        @Override
        public void forward(ActorId actor, Request request, boolean wasAdmitted) {
          throw new IllegalStateException("no other member runs " + actor);
        }

        @Override
        public boolean mayExist() {
          return ForeignTypes.NONE.mayExist();
        }

        @Override
        public Answer isRegistered(String system, String type) {
          return ForeignTypes.NONE.isRegistered(system, type);
        }
      };

  /** The present tenure of the actor's slot; null if the actor is not this process's to run. */
  @Nullable Tenure tenureOf(ActorId actor);

  /**
   * Takes over a request for an actor that another member runs. It has not begun to run here. The
   * request gets its reply or its failure, by its deadline.
   *
   * @param wasAdmitted whether it was in the mailbox of an activation here, which has ended: then
   *     load is no reason to refuse it
   */
  void forward(ActorId actor, Request request, boolean wasAdmitted);
}
