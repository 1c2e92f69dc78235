package io.actorproxy.definition;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The place of an actor type in the registry: it stays the same object for as long as the type is
 * registered, while the definition in it is replaced when the host registers again. Activations
 * hold on to it and so always run by the newest definition.
 */
public final class RegisteredType {
  private final AtomicBoolean hasReturnedUnsavedState = new AtomicBoolean();
  private volatile ActorType type;

  public RegisteredType(ActorType type) {
    this.type = type;
  }

  public ActorType type() {
    return type;
  }

  /** Notes that an actor returned a state that is not saved; true for the first time. */
  public boolean noteUnsavedState() {
    return !hasReturnedUnsavedState.get() && hasReturnedUnsavedState.compareAndSet(false, true);
  }

  /** Only the registry calls this. */
  public void redefine(ActorType newType) {
    this.type = newType;
  }
}
