package io.actorproxy.cluster;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.ReplyTo;
import org.jspecify.annotations.Nullable;

/** A call of a client: it adds its id to the state of an actor, or reads it. */
final class WholeCall {
  /** In milliseconds. */
  static final int DEADLINE = 5_000;

  private final WholeCluster world;
  final String id;
  final int actor;
  final boolean isRead;

  /** Whether it may run again if it is not known whether it has; it counts once all the same. */
  final boolean hasKey;

  /** Who gets the same as a message, if any. */
  final @Nullable String receiver;

  final long born;

  /** What had been acknowledged of the actor when it was asked for. */
  final int acknowledgedBefore;

  /** For how long the actor had run turns by then. */
  final long busyBefore;

  /** How often a turn with it has begun. */
  int begun;

  /** Whether its client was told that it has not run. */
  boolean hasNotRun;

  /** Whether its client was told that its save was refused. */
  boolean isRefused;

  private @Nullable WholeMember member;
  private boolean over;

  WholeCall(
      WholeCluster world,
      String id,
      int actor,
      boolean isRead,
      boolean hasKey,
      @Nullable String receiver,
      int acknowledgedBefore,
      long busyBefore) {
    this.world = world;
    this.id = id;
    this.actor = actor;
    this.isRead = isRead;
    this.hasKey = hasKey;
    this.receiver = receiver;
    this.born = world.now();
    this.acknowledgedBefore = acknowledgedBefore;
    this.busyBefore = busyBefore;
  }

  Call toCall() {
    CallBuilder call =
        CallBuilder.call(WholeCluster.nameOf(actor), isRead ? "read" : "add")
            .input(receiver == null ? id : id + ">" + receiver)
            .metadata(Metadata.REQUEST_TIMEOUT, Long.toString(DEADLINE));
    if (hasKey) {
      call.metadata(Metadata.IDEMPOTENCY_KEY, id);
    }
    return call.build();
  }

  /** The client is connected to a member. */
  ReplyTo at(WholeMember at) {
    member = at;
    return new RecordedReply(reply -> world.onReply(this, reply));
  }

  @Nullable WholeMember member() {
    return member;
  }

  boolean isOver() {
    return over;
  }

  /** Returns whether it was not over yet. */
  boolean end() {
    if (over) {
      return false;
    }
    over = true;
    if (member != null) {
      member.open.remove(this);
    }
    return true;
  }

  /** The client never learns its outcome. */
  void onProcessDead() {
    var _ = end();
  }

  /** The process has ended as it is meant to. */
  void onProcessGone() {
    if (end()) {
      world.violate(Promise.PLANNED_MOVES_FAIL_NO_CALL, this + " at a process that has left");
    }
  }

  @Override
  public String toString() {
    return "%s %s of %s%s at %s, begun %d times"
        .formatted(
            isRead ? "read" : "add",
            id,
            WholeCluster.nameOf(actor),
            hasKey ? " with key" : "",
            member,
            begun);
  }
}
