package io.actorproxy.entity;

import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.state.LoadResult;

/**
 * Loads an actor's state, and tries again while the store is unavailable and somebody still waits.
 * It never lets an actor begin empty because the store did not answer.
 */
final class StateLoading {
  private static final long PAUSE_MILLIS_MIN = 20;
  private static final long PAUSE_MILLIS_MAX = 1_000;

  private final ActorEntity entity;
  private final EntityServices services;
  private long pauseMillis = PAUSE_MILLIS_MIN;
  private Deadline patience = Deadline.NONE;

  StateLoading(ActorEntity entity, EntityServices services) {
    this.entity = entity;
    this.services = services;
  }

  void start() {
    patience = Deadline.in(services.config().requestTimeout(), services.time());
    load();
  }

  private void load() {
    services.state().load(entity.id(), services.loop(), this::onResult);
  }

  private void onResult(LoadResult result) {
    if (mayHeal(result) && !patience.hasPassed(services.time()) && entity.hasCallers()) {
      services.wheel().schedule(pauseMillis, this::load);
      pauseMillis = Math.min(PAUSE_MILLIS_MAX, pauseMillis * 2);
    } else {
      entity.onLoaded(result);
    }
  }

  private static boolean mayHeal(LoadResult result) {
    return result instanceof LoadResult.NotLoaded(var failure)
        && failure.code() == ErrorCode.STORE_UNAVAILABLE;
  }
}
