package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.Member;

/**
 * Leaves, once the member owns nothing that another can take. From then on no turn starts; when
 * those that run have ended, the member removes itself. If others change meanwhile so that there is
 * something to give away again, turns start again.
 *
 * <p>Slots that no other member can own do not keep it: the next member that joins takes them. Nor
 * do certificates that are owed: when the member is gone, none is needed.
 */
class Leaver {
  private final EpochLoop loop;
  private final long me;
  private final ViewKeeper views;
  private final LeaseKeeper lease;
  private final Mover mover;
  private final LocalActors actors;
  private final Runnable reopen;

  private volatile boolean closed;
  private boolean asking;
  private boolean askAgain;
  private int unanswered;
  private boolean isIdle;

  /**
   * @param reopen runs when turns may start again
   */
  Leaver(
      EpochLoop loop,
      long me,
      ViewKeeper views,
      LeaseKeeper lease,
      Mover mover,
      LocalActors actors,
      Runnable reopen) {
    this.loop = loop;
    this.me = me;
    this.views = views;
    this.lease = lease;
    this.mover = mover;
    this.actors = actors;
    this.reopen = reopen;
  }

  /** Whether no turn starts any more. For any thread. */
  boolean isClosed() {
    return closed;
  }

  /** Begins to leave, or continues, as far as what is known now lets it. */
  void tryToLeave() {
    if (asking) {
      askAgain = true;
    } else if (mayLeave()) {
      closed = true;
      ask();
    } else if (closed) {
      closed = false;
      reopen.run();
    }
  }

  /** It may have been the last one. */
  void onTurnEnded() {
    if (closed) {
      tryToLeave();
    }
  }

  boolean mayLeave() {
    Member row = views.member(me);
    return row != null && !row.isUp() && mover.hasNothingToMove();
  }

  /** No turn starts meanwhile, so that a partition that is idle stays so. */
  private void ask() {
    asking = true;
    askAgain = false;
    isIdle = true;
    unanswered = actors.partitions();
    for (int partition = 0; partition < actors.partitions(); partition++) {
      actors.idle(partition, loop.whileItLasts(this::onIdle));
    }
  }

  private void onIdle(boolean idle) {
    isIdle &= idle;
    unanswered--;
    if (unanswered > 0) {
      return;
    }
    if (isIdle && lease.isQuiet()) {
      views.change(() -> mayLeave() ? new Change.Leave() : null, this::onAsked);
    } else {
      onAsked();
    }
  }

  private void onAsked() {
    asking = false;
    if (askAgain || !mayLeave()) {
      tryToLeave();
    }
  }
}
