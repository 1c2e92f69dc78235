package io.actorproxy.statestore;

/** One kind of store, found by {@link java.util.ServiceLoader}. Needs a public constructor. */
public interface StateStoreDriver {

  /** The name under which operators choose this driver, in lower case: {@code sqlite}. */
  String type();

  /**
   * Opens the store, creating or migrating what it needs. Blocks.
   *
   * @throws StoreConfigException if the settings cannot work as they are
   * @throws StoreLockedException if another process has the store and it cannot be shared
   * @throws StoreCorruptedException if what is stored cannot be read
   * @throws StoreUnavailableException if the store cannot be reached now
   */
  StateStore open(StoreSettings settings) throws StoreException;
}
