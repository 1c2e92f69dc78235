package io.actorproxy.entity;

import io.actorproxy.loops.OnLoop;
import io.actorproxy.time.TimerWheel;

/**
 * Watches how long an actor has had no traffic. It is one timeout that is looked at when it fires,
 * not moved at every call.
 */
@OnLoop
final class IdleClock extends TimerWheel.Timeout {
  private final ActorEntity entity;
  private long lastTrafficNanos;

  IdleClock(ActorEntity entity) {
    this.entity = entity;
  }

  void start() {
    EntityServices services = entity.services();
    lastTrafficNanos = services.time().nanoTime();
    long millis = idleMillis();
    services.wheel().add(this, millis + services.random().nextLong(millis / 10 + 1));
  }

  /** There is traffic now, {@code nanos} on the scale of nanoTime. */
  void touch(long nanos) {
    lastTrafficNanos = nanos;
  }

  void stop() {
    cancel();
  }

  @Override
  protected void onTimeout() {
    EntityServices services = entity.services();
    long idleFor = (services.time().nanoTime() - lastTrafficNanos) / 1_000_000;
    long remaining = idleMillis() - idleFor;
    // A passivation that has to save first may fail or be overtaken, so the clock keeps running.
    services.wheel().add(this, remaining > 0 ? remaining : idleMillis());
    if (remaining <= 0) {
      entity.passivate();
    }
  }

  private long idleMillis() {
    long declared = entity.type().idleMillis();
    return declared > 0 ? declared : entity.services().config().idleTimeoutMillis();
  }
}
