package io.actorproxy.statestore;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Remembers which spawned instances there are, and what hosts have registered. There may be many
 * millions of instances: those of a name are found as fast as among a few. Calls block; never make
 * them on an event loop. Every method is one transaction, durable on return, may be repeated, and
 * is safe to call from many threads and proxies at once.
 */
public interface LookupStore {

  /**
   * What the host of one proxy has registered in one system.
   *
   * @param system the actor system
   * @param app the name of the app
   * @param member the address of the proxy
   * @param content opaque bytes, handed over without a copy, so they must not be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // Bytes are handed through, never copied.
  record Registration(String system, String app, String member, byte[] content) {}

  /** The name of instances in one system; each of them has another parent. */
  record Name(String system, String name) {
    /** The name of an instance. */
    public static Name of(ActorKey instance) {
      return new Name(instance.system(), instance.name());
    }
  }

  /** Remembers instances; those that are remembered already are no error. */
  void addInstances(List<ActorKey> instances) throws StoreException;

  /** Forgets instances; those that are not there are no error. */
  void removeInstances(List<ActorKey> instances) throws StoreException;

  /**
   * One page of all instances, in an order that is the driver's own and never changes.
   *
   * @param after the last one of the page before; empty for the first page
   * @param limit how many a page has
   */
  List<ActorKey> instances(Optional<ActorKey> after, int limit) throws StoreException;

  /** All instances that have one of these names, whatever their parents, in no order. */
  List<ActorKey> instancesNamed(Collection<Name> names) throws StoreException;

  /**
   * One page of the instances of a type, in an order that is the driver's own and never changes.
   *
   * @param parent the type
   * @param after the last one of the page before; empty for the first page
   * @param limit how many a page has
   */
  List<ActorKey> instancesOf(String system, String parent, Optional<ActorKey> after, int limit)
      throws StoreException;

  /** How many instances there are. Looks at all of them, so it takes seconds if there are many. */
  long countInstances() throws StoreException;

  /** Remembers a registration in place of the one with the same system, app and member. */
  void putRegistration(Registration registration) throws StoreException;

  /** All registrations of one app at one proxy, by ascending system. */
  List<Registration> registrations(String app, String member) throws StoreException;

  /**
   * One whose registrations are there.
   *
   * @param app the name of the app
   * @param member the address of the proxy
   * @param registrations in how many systems
   */
  record Registrant(String app, String member, int registrations) {}

  /** All whose registrations are there, in no order. */
  List<Registrant> registrants() throws StoreException;

  /** Forgets all registrations of one app at one proxy; none is no error. */
  void removeRegistrations(String app, String member) throws StoreException;
}
