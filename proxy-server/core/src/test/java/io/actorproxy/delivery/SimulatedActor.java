package io.actorproxy.delivery;

import static java.util.Objects.requireNonNull;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A receiver as the outbox sees it: one turn at a time, results held back until a save that carries
 * several of them; a save that fails loses them all, and what waits in the mailbox stays.
 */
final class SimulatedActor {
  private record Turn(Call call, ReplyTo replyTo, Delivery delivery) {}

  private record Result(Turn turn, @Nullable ErrorCode failure, boolean consumed) {}

  /** What the actor does is told to. */
  interface World {
    void begins(MessageId id);

    /** The host has done its part; what follows may begin. */
    void ran(MessageId id);

    void ends(MessageId id, @Nullable ErrorCode failure);

    /** Removes messages together, if all are there. */
    boolean consume(List<MessageId> ids) throws StoreException;
  }

  private final boolean stateful;
  private final World world;
  private final RandomGenerator random;
  private final Deque<Turn> mailbox = new ArrayDeque<>();
  private final Deque<Result> held = new ArrayDeque<>();
  private @Nullable Turn running;
  private boolean doomed;

  SimulatedActor(boolean stateful, World world, RandomGenerator random) {
    this.stateful = stateful;
    this.world = world;
    this.random = random;
  }

  void offer(Call call, ReplyTo replyTo) {
    if (random.nextInt(50) == 0) {
      replyTo.reply(Reply.failed(ErrorCode.MAILBOX_FULL, "full"));
    } else {
      mailbox.add(new Turn(call, replyTo, requireNonNull(replyTo.delivery())));
    }
  }

  boolean isIdle() {
    return mailbox.isEmpty() && running == null && held.isEmpty();
  }

  /** Begins a turn if none runs. */
  void begin() {
    while (running == null && !mailbox.isEmpty()) {
      Turn next = mailbox.poll();
      if (!next.replyTo().answered() && next.delivery().begin()) {
        running = next;
        world.begins(next.delivery().id());
      }
    }
  }

  /** The host answers. */
  void end(boolean mayFail) {
    Turn turn = running;
    if (turn == null) {
      return;
    }
    if (doomed) {
      running = null;
      doomed = false;
      finish(new Result(turn, ErrorCode.STORE_UNAVAILABLE, false));
      return;
    }
    ErrorCode failure = mayFail ? someFailure() : null;
    boolean consumed = stateful && failure == null && random.nextInt(5) > 0;
    if (failure == null && (consumed || !stateful)) {
      world.ran(turn.delivery().id());
      turn.delivery().ran();
    }
    running = null;
    Result result = new Result(turn, failure, consumed);
    if (consumed || !held.isEmpty()) {
      held.add(result);
    } else {
      finish(result);
    }
  }

  private @Nullable ErrorCode someFailure() {
    return switch (random.nextInt(12)) {
      case 0 -> ErrorCode.HOST_CLOSED;
      case 1 -> ErrorCode.HOST_UNREACHABLE;
      case 2 -> ErrorCode.INIT_FAILED;
      default -> null;
    };
  }

  private void finish(Result result) {
    MessageId id = result.turn().delivery().id();
    world.ends(id, result.failure());
    if (result.failure() == null) {
      result.turn().delivery().done(result.consumed());
    } else {
      result.turn().replyTo().reply(Reply.failed(result.failure(), "simulated"));
    }
  }

  /** One commit for all results that are held back. */
  void save() {
    List<MessageId> consumed = new ArrayList<>();
    held.stream().filter(Result::consumed).forEach(one -> consumed.add(one.turn().delivery().id()));
    boolean saved;
    try {
      saved = world.consume(consumed);
    } catch (StoreException e) {
      saved = false;
    }
    List<Result> results = new ArrayList<>(held);
    held.clear();
    if (saved) {
      results.forEach(this::finish);
    } else {
      doomed = running != null;
      results.forEach(one -> finish(new Result(one.turn(), ErrorCode.STORE_UNAVAILABLE, false)));
    }
  }
}
