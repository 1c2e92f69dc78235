package io.actorproxy.registry;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.memory.MemoryStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lookups in memory that count what they are asked, and fail as the test says. Thread safe. */
public final class FakeLookupStore implements LookupStore {
  private final LookupStore rows = new MemoryStore(1 << 20).lookups();
  private final List<List<ActorKey>> transactions = new ArrayList<>();
  private final List<List<Name>> lookups = new ArrayList<>();
  private int registrationsWritten;
  private @Nullable StoreException down;
  private @Nullable RuntimeException defect;
  private @Nullable Step afterNextPage;
  private @Nullable Step beforeRemovals;

  /** Something that happens in the middle of a call. */
  public interface Step {
    void run() throws StoreException;
  }

  // --- what the test says

  /** Nothing can be read or written from now on. */
  public synchronized void goDown() {
    down = new StoreUnavailableException("told to fail");
  }

  /** Everything throws from now on what a driver never should. */
  public synchronized void breakWith(RuntimeException howBroken) {
    defect = howBroken;
  }

  /** Happens once, between the next page of a type and its caller. */
  public synchronized void afterNextPage(Step step) {
    afterNextPage = step;
  }

  /** Happens before instances are removed. */
  public synchronized void beforeRemovals(Step step) {
    beforeRemovals = step;
  }

  public synchronized void comeUp() {
    down = null;
    defect = null;
  }

  // --- what the test asks

  /** The instances of each transaction, also of those that failed. */
  public synchronized List<List<ActorKey>> transactions() {
    return List.copyOf(transactions);
  }

  /** The names that each look-up asked for, also of those that failed. */
  public synchronized List<List<Name>> lookups() {
    return List.copyOf(lookups);
  }

  /** As if nothing had been looked up yet. */
  public synchronized void forgetWhatWasAsked() {
    lookups.clear();
  }

  /** How many registrations were written. */
  public synchronized int registrationsWritten() {
    return registrationsWritten;
  }

  /** Everything that is recorded. */
  public List<ActorKey> recorded() {
    try {
      return rows.instances(Optional.empty(), Integer.MAX_VALUE);
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- the port

  @Override
  public synchronized void addInstances(List<ActorKey> instances) throws StoreException {
    transactions.add(List.copyOf(instances));
    failAsTold();
    rows.addInstances(instances);
  }

  @Override
  public synchronized void removeInstances(List<ActorKey> instances) throws StoreException {
    failAsTold();
    if (beforeRemovals != null) {
      beforeRemovals.run();
    }
    rows.removeInstances(instances);
  }

  @Override
  public synchronized List<ActorKey> instances(Optional<ActorKey> after, int limit)
      throws StoreException {
    failAsTold();
    return rows.instances(after, limit);
  }

  @Override
  public synchronized List<ActorKey> instancesNamed(Collection<Name> names) throws StoreException {
    lookups.add(List.copyOf(names));
    failAsTold();
    return rows.instancesNamed(names);
  }

  @Override
  public synchronized List<ActorKey> instancesOf(
      String system, String parent, Optional<ActorKey> after, int limit) throws StoreException {
    failAsTold();
    List<ActorKey> page = rows.instancesOf(system, parent, after, limit);
    Step step = afterNextPage;
    afterNextPage = null;
    if (step != null) {
      step.run();
    }
    return page;
  }

  @Override
  public synchronized long countInstances() throws StoreException {
    failAsTold();
    return rows.countInstances();
  }

  @Override
  public synchronized void putRegistration(Registration registration) throws StoreException {
    failAsTold();
    registrationsWritten++;
    rows.putRegistration(registration);
  }

  @Override
  public synchronized List<Registration> registrations(String app, String member)
      throws StoreException {
    failAsTold();
    return rows.registrations(app, member);
  }

  @Override
  public synchronized List<Registrant> registrants() throws StoreException {
    failAsTold();
    return rows.registrants();
  }

  @Override
  public synchronized void removeRegistrations(String app, String member) throws StoreException {
    failAsTold();
    rows.removeRegistrations(app, member);
  }

  private void failAsTold() throws StoreException {
    if (defect != null) {
      throw defect;
    }
    if (down != null) {
      throw down;
    }
  }
}
