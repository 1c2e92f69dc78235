package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.Member;
import java.util.function.BooleanSupplier;

/**
 * Leaves, once the member owns nothing that another can take and no call comes in from outside:
 * only a member knows where other actors are. Until nothing runs, waits or is unsaved, turns start
 * as before, since no other member can start them. Then no turn starts any more; if everything is
 * still at rest, the member removes itself, and if not, turns start again.
 *
 * <p>Slots that no other member can own do not keep it: the next member that joins takes them. Nor
 * do certificates that are owed: when the member is gone, none is needed.
 */
class Leaver {
  /** Between two looks at whether everything is at rest. */
  private static final long LOOK_MILLIS = 50;

  private final EpochLoop loop;
  private final long me;
  private final ViewKeeper views;
  private final Mover mover;
  private final LocalActors actors;
  private final BooleanSupplier isDoorClosed;
  private final Runnable reopen;

  private volatile boolean closed;
  private boolean asking;
  private boolean askAgain;
  private boolean lookingLater;
  private int unanswered;
  private boolean isIdle;

  /**
   * @param isDoorClosed whether no calls come in from outside any more; it stays so
   * @param reopen runs when turns may start again
   */
  Leaver(
      EpochLoop loop,
      long me,
      ViewKeeper views,
      Mover mover,
      LocalActors actors,
      BooleanSupplier isDoorClosed,
      Runnable reopen) {
    this.loop = loop;
    this.me = me;
    this.views = views;
    this.mover = mover;
    this.actors = actors;
    this.isDoorClosed = isDoorClosed;
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
    } else if (hasNothingToGive() && isDoorClosed.getAsBoolean()) {
      ask();
    } else if (closed) {
      open();
    }
  }

  private void open() {
    closed = false;
    reopen.run();
  }

  /** It may have been the last one. */
  void onTurnEnded() {
    if (closed) {
      tryToLeave();
    }
  }

  /** Whether the process wants to leave, and no other member can take what this one owns. */
  boolean hasNothingToGive() {
    Member row = views.member(me);
    return row != null && !row.isUp() && mover.hasNothingToMove();
  }

  /** While it is closed no turn starts, so that a partition that is idle stays so. */
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
    if (!isIdle) {
      onBusy();
    } else if (closed) {
      views.change(() -> hasNothingToGive() ? new Change.Leave() : null, this::onAsked);
    } else {
      closed = true;
      ask();
    }
  }

  private void onBusy() {
    if (closed) {
      open();
    }
    onAsked();
    if (!asking && !lookingLater && hasNothingToGive()) {
      lookingLater = true;
      loop.schedule(LOOK_MILLIS, this::lookAgain);
    }
  }

  private void lookAgain() {
    lookingLater = false;
    tryToLeave();
  }

  private void onAsked() {
    asking = false;
    if (askAgain || !hasNothingToGive()) {
      tryToLeave();
    }
  }
}
