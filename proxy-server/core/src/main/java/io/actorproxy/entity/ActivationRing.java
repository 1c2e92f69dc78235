package io.actorproxy.entity;

import io.actorproxy.loops.OnLoop;
import org.jspecify.annotations.Nullable;

/**
 * Activations in about the order of their last use, so that the ones that were not used for long
 * are found first (the clock algorithm, also called second chance). A use only sets a mark in the
 * activation; its place in the ring stays. Belongs to one event loop.
 */
@OnLoop
public final class ActivationRing {
  /** The one to look at next; the newest is right before it. */
  private @Nullable ActorEntity hand;

  /** Adds an activation as the last to be looked at; it must be in no ring. */
  public void add(ActorEntity entity) {
    ActorEntity next = hand;
    if (next == null) {
      entity.ringNext = entity;
      entity.ringPrevious = entity;
      hand = entity;
    } else {
      link(next.ringPrevious == null ? next : next.ringPrevious, entity);
      link(entity, next);
    }
  }

  /** Takes an activation out; harmless if it is in no ring. */
  public void remove(ActorEntity entity) {
    ActorEntity next = entity.ringNext;
    ActorEntity previous = entity.ringPrevious;
    if (next == null || previous == null) {
      return;
    }
    link(previous, next);
    if (hand == entity) {
      hand = next == entity ? null : next;
    }
    entity.ringNext = null;
    entity.ringPrevious = null;
  }

  private static void link(ActorEntity before, ActorEntity after) {
    before.ringNext = after;
    after.ringPrevious = before;
  }

  /** The activation has been used, so it is spared the next time. */
  public void use(ActorEntity entity) {
    entity.used = true;
  }

  /** The activation to look at, and moves on; null if there is none. */
  public @Nullable ActorEntity next() {
    ActorEntity entity = hand;
    if (entity != null) {
      hand = entity.ringNext;
    }
    return entity;
  }

  /**
   * Clears the mark of a use; returns whether it was set since the last look, or since it was
   * added.
   */
  public boolean takeMark(ActorEntity entity) {
    boolean wasMarked = entity.used;
    entity.used = false;
    return wasMarked;
  }
}
