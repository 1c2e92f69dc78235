package io.actorproxy.registry;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.statestore.LookupStore;

/**
 * The search in the store for the instances of a name. What it finds is in the {@link KnownName}.
 */
public final class LookUp extends Pending {
  private final KnownName known;

  /** Whether an instance was removed since it began; guarded by the cache. */
  private boolean outdated;

  LookUp(KnownName known, int waitersMax) {
    super(waitersMax);
    this.known = known;
  }

  KnownName known() {
    return known;
  }

  LookupStore.Name name() {
    return new LookupStore.Name(known.system(), known.name());
  }

  /** What it finds may be removed already. */
  void outdate() {
    outdated = true;
  }

  /** Whether it has to be repeated; if so, the repetition is up to date. */
  boolean takeOutdated() {
    boolean was = outdated;
    outdated = false;
    return was;
  }

  /** The store has not answered, as with a state that could not be loaded. */
  @Override
  public ErrorCode late() {
    return ErrorCode.STORE_UNAVAILABLE;
  }

  @Override
  public String awaited() {
    return known.system() + "/" + known.name() + " to be looked up";
  }
}
