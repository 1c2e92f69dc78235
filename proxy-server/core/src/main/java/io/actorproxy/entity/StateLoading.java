package io.actorproxy.entity;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.state.LoadResult;
import io.actorproxy.time.Backoff;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Loads an actor's state, and tries again while the store is unavailable and a call waits. An actor
 * never begins empty because the store did not answer.
 */
@OnLoop
final class StateLoading {
  private static final Backoff BACKOFF = new Backoff(20, 1_000);

  private final ActorId id;
  private final EntityServices services;
  private final IntSupplier callsWaiting;
  private final Consumer<LoadResult> onLoaded;
  private int attempts;
  private Deadline patience = Deadline.NONE;

  /**
   * Hands the result to {@code onLoaded}, once.
   *
   * @param callsWaiting the number of calls that still wait for it
   */
  StateLoading(
      ActorId id,
      EntityServices services,
      IntSupplier callsWaiting,
      Consumer<LoadResult> onLoaded) {
    this.id = id;
    this.services = services;
    this.callsWaiting = callsWaiting;
    this.onLoaded = onLoaded;
  }

  void start() {
    patience = Deadline.in(services.config().requestTimeoutMillis(), services.time());
    load();
  }

  private void load() {
    services.state().load(id, services.loop(), this::onResult);
  }

  private void onResult(LoadResult result) {
    if (mayHeal(result) && !patience.hasPassed(services.time()) && callsWaiting.getAsInt() > 0) {
      attempts++;
      services.wheel().schedule(BACKOFF.after(attempts), this::load);
    } else {
      onLoaded.accept(result);
    }
  }

  private static boolean mayHeal(LoadResult result) {
    return result instanceof LoadResult.NotLoaded(var failure)
        && failure.code() == ErrorCode.STORE_UNAVAILABLE;
  }
}
