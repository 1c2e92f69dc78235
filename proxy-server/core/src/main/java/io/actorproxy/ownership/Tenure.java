package io.actorproxy.ownership;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The time for which this process owns a slot of actors, from when it learned of it until the slot
 * is another member's or the membership ends. An activation belongs to the tenure in which it
 * began; if the process gets the slot again, that is another tenure. So no turn reads a state that
 * is older than the turns of other members between.
 *
 * <p>Thread safe, and does not wait: it is asked on the loops of all partitions, before each turn.
 */
public interface Tenure {
  /** That of a process that is alone: it owns every actor for ever. */
  Tenure ALONE =
      new Tenure() {
        @Override
        public boolean isOver() {
          return false;
        }

        @Override
        public boolean mayStart(ActorId actor) {
          return true;
        }

        @Override
        public void onStarted() {}

        @Override
        public boolean isConfirmed() {
          return true;
        }

        @Override
        public @Nullable Snapshot takeState(ActorId actor) {
          return null;
        }

        @Override
        public Identity member() {
          return Identity.NONE;
        }

        @Override
        public long actorEpoch() {
          return 0;
        }

        @Override
        public OptionalLong attendedUntil() {
          return OptionalLong.empty();
        }

        @Override
        public OptionalLong takenOverNanos() {
          return OptionalLong.empty();
        }

        @Override
        public void onEnded(ActorId actor) {}

        @Override
        public void onExpelled() {}
      };

  /** Whether it has ended. What has ended does not begin again. */
  boolean isOver();

  /**
   * Whether a turn of an actor of the slot may start now: no other member may run one. If not, the
   * actor asks again a little later. A request may wait long for the host, so this is asked again
   * directly before each is written; until then the turn has not run.
   */
  boolean mayStart(ActorId actor);

  /** A turn of the slot has started: it is counted as load of the slot. */
  void onStarted();

  /**
   * Whether no other member can have run a turn of the slot before now, so that the reply of a turn
   * that saved nothing may leave. If not, it waits, and the actor asks again a little later.
   */
  boolean isConfirmed();

  /**
   * The stored state of an actor, if the owner before has handed it over and it may start now; then
   * it is given once. Null if it has to be loaded.
   */
  @Nullable Snapshot takeState(ActorId actor);

  /** The membership that saves states in it. */
  Identity member();

  /**
   * Grows with every change of the slot's owner, so that a host can tell a later turn from one that
   * outlived its lease; 0 if there are no other owners.
   */
  long actorEpoch();

  /**
   * Until when the timers of the slot have run before, as far as it is known, in milliseconds since
   * the epoch. Empty if there are no other owners, so that timers run as long as the process does.
   */
  OptionalLong attendedUntil();

  /**
   * When the process took the slot over, by the monotonic clock, if the owner before did not give
   * it away: a turn that began within its lease may still run there. Else empty.
   */
  OptionalLong takenOverNanos();

  /** The activation of an actor has ended, after the tenure: nothing of it runs here any more. */
  void onEnded(ActorId actor);

  /** The store has refused a save, since the membership has ended. */
  void onExpelled();
}
