package io.actorproxy.statestore.memory;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Which instances and registrations there are. */
final class MemoryLookups implements LookupStore {

  static final Comparator<ActorKey> ORDER =
      Comparator.comparing(ActorKey::system)
          .thenComparing(ActorKey::parent)
          .thenComparing(ActorKey::name);

  private final MemoryStore.Gate gate;
  private final NavigableSet<ActorKey> instances = new TreeSet<>(ORDER);
  private final Map<Place, Registration> registrations = new HashMap<>();

  private record Place(String system, String app, String member) {}

  MemoryLookups(MemoryStore.Gate gate) {
    this.gate = gate;
  }

  void clear() {
    instances.clear();
    registrations.clear();
  }

  @Override
  public void addInstances(List<ActorKey> instances) throws StoreUnavailableException {
    gate.run(() -> this.instances.addAll(instances));
  }

  @Override
  public void removeInstances(List<ActorKey> instances) throws StoreUnavailableException {
    gate.run(() -> instances.stream().filter(this.instances::remove).count());
  }

  @Override
  public List<ActorKey> instances(Optional<ActorKey> after, int limit)
      throws StoreUnavailableException {
    return gate.run(
        () ->
            (after.isPresent() ? instances.tailSet(after.get(), false) : instances)
                .stream().limit(limit).toList());
  }

  @Override
  public void putRegistration(Registration registration) throws StoreUnavailableException {
    gate.run(
        () ->
            Optional.ofNullable(
                registrations.put(
                    new Place(registration.system(), registration.app(), registration.member()),
                    registration)));
  }

  @Override
  public List<Registration> registrations(String app, String member)
      throws StoreUnavailableException {
    return gate.run(
        () ->
            registrations.values().stream()
                .filter(r -> r.app().equals(app) && r.member().equals(member))
                .sorted(Comparator.comparing(Registration::system))
                .toList());
  }

  @Override
  public List<Registrant> registrants() throws StoreUnavailableException {
    return gate.run(
        () -> {
          Map<Place, Integer> counts = new HashMap<>();
          for (Place place : registrations.keySet()) {
            counts.merge(new Place("", place.app(), place.member()), 1, Integer::sum);
          }
          return counts.entrySet().stream()
              .map(e -> new Registrant(e.getKey().app(), e.getKey().member(), e.getValue()))
              .toList();
        });
  }

  @Override
  public void removeRegistrations(String app, String member) throws StoreUnavailableException {
    gate.run(
        () ->
            registrations
                .keySet()
                .removeIf(place -> place.app().equals(app) && place.member().equals(member)));
  }
}
