package io.actorproxy.statestore;

import java.util.List;
import java.util.Optional;

/**
 * Takes over actors from elsewhere, with the revisions they had there. Calls block. Every method is
 * one transaction, durable on return, and may be repeated.
 */
public interface ImportStore {

  /**
   * An actor with its past.
   *
   * @param key under which it is stored
   * @param current its current state
   * @param history earlier states, all below the current revision; kept without regard to {@link
   *     StoreSettings#historyLimit}, which applies when the actor is saved next
   */
  record Imported(ActorKey key, Snapshot current, List<Snapshot> history) {}

  /**
   * Stores actors that are not there yet.
   *
   * @return for each, in order, whether it was stored; false if its key is there already, and then
   *     nothing of it is changed
   */
  List<Boolean> put(List<Imported> actors) throws StoreException;

  /**
   * Moves an actor with its history to another key.
   *
   * @return false, with nothing changed, if {@code from} is not there or {@code to} is
   */
  boolean move(ActorKey from, ActorKey to) throws StoreException;

  /**
   * One page of the actors whose key has that system, in an order that is the driver's own and
   * never changes.
   *
   * @param after the last one of the page before; empty for the first page
   * @param limit how many a page has
   */
  List<ActorKey> actors(String system, Optional<ActorKey> after, int limit) throws StoreException;
}
