package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an actor that was never saved the state that was imported for its name. Spawn's rows do not
 * say of which type an instance is, so imported actors wait under a key without a system, see
 * {@link #waitingKey}, for the first actor of that system and name that asks. If several could be
 * meant, none gets it: a state is never given away on a guess. Thread safe; calls block.
 */
public final class Adoption {
  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

  /** How long it is remembered whether actors wait. */
  private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final SnapshotStore snapshots;
  private final ImportStore imports;
  private final Namesakes namesakes;
  private final TimeSource time;
  private volatile @Nullable Finding last;

  private record Finding(boolean anyWaits, long at) {}

  Adoption(SnapshotStore snapshots, ImportStore imports, Namesakes namesakes, TimeSource time) {
    this.snapshots = snapshots;
    this.imports = imports;
    this.namesakes = namesakes;
    this.time = time;
  }

  /** Where an imported actor waits until it is adopted. No real actor has a key like that. */
  public static ActorKey waitingKey(String system, String name) {
    return new ActorKey("", system, name);
  }

  /** Whether a key is one of {@link #waitingKey}; the record of the encryption keys is not. */
  public static boolean isWaiting(ActorKey key) {
    return key.system().isEmpty() && !key.parent().isEmpty();
  }

  /**
   * The state of an actor that was not there when it was loaded.
   *
   * @return empty if nothing was imported for it, else what the store now holds under its own key
   * @throws FailureException with AMBIGUOUS_ACTOR if another known actor has the same claim
   */
  Optional<Snapshot> adopt(ActorId actor) throws StoreException {
    if (!anyWaits()) {
      return Optional.empty();
    }
    ActorKey own = actor.key();
    ActorKey waiting = waitingKey(actor.system(), actor.name());
    if (snapshots.load(waiting).isPresent()) {
      requireOneClaim(actor);
      if (imports.move(waiting, own)) {
        LOG.info("{} has adopted the imported state of its name", actor);
      }
    }
    // Whether it was moved here, by another proxy since the first look, or never was there.
    return snapshots.load(own);
  }

  private void requireOneClaim(ActorId actor) throws StoreException {
    List<ActorId> claims = new ArrayList<>(namesakes.of(actor.system(), actor.name()));
    if (!claims.contains(actor)) {
      claims.add(actor);
    }
    if (claims.size() > 1) {
      throw new FailureException(
          ErrorCode.AMBIGUOUS_ACTOR,
          ("Expected one actor to claim the imported state of %s/%s, but there are %d: %s; stop the"
                  + " proxy and say which by import-spawn --adopt %s/PARENT/%s --apply")
              .formatted(
                  actor.system(),
                  actor.name(),
                  claims.size(),
                  String.join(", ", claims.stream().map(ActorId::toString).toList()),
                  actor.system(),
                  actor.name()));
    }
  }

  /** Asks the store once a minute, so that all new actors of a minute cost one query. */
  private boolean anyWaits() throws StoreException {
    Finding known = last;
    long now = time.nanoTime();
    if (known == null || now - known.at() >= REMEMBERED_NANOS) {
      // Two, since the record of the encryption keys may be among them.
      known =
          new Finding(
              imports.actors("", Optional.empty(), 2).stream().anyMatch(Adoption::isWaiting), now);
      last = known;
    }
    return known.anyWaits();
  }
}
