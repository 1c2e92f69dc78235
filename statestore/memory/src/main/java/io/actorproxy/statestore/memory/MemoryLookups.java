package io.actorproxy.statestore.memory;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which instances and registrations there are. */
final class MemoryLookups implements LookupStore {

  static final Comparator<ActorKey> ORDER =
      Comparator.comparing(ActorKey::system)
          .thenComparing(ActorKey::parent)
          .thenComparing(ActorKey::name);

  private static final Comparator<ActorKey> BY_NAME =
      Comparator.comparing(ActorKey::system)
          .thenComparing(ActorKey::name)
          .thenComparing(ActorKey::parent);

  private final MemoryStore.Gate gate;
  private final NavigableSet<ActorKey> instances = new TreeSet<>(ORDER);
  private final NavigableSet<ActorKey> byName = new TreeSet<>(BY_NAME);
  private final Map<MessagePlace, Registration> registrations = new HashMap<>();

  private record MessagePlace(String system, String app, String member) {}

  MemoryLookups(MemoryStore.Gate gate) {
    this.gate = gate;
  }

  void clear() {
    instances.clear();
    byName.clear();
    registrations.clear();
  }

  @Override
  public void addInstances(List<ActorKey> instances) throws StoreUnavailableException {
    gate.run(
        () -> {
          byName.addAll(instances);
          return this.instances.addAll(instances);
        });
  }

  @Override
  public void removeInstances(List<ActorKey> instances) throws StoreUnavailableException {
    gate.run(
        () -> {
          instances.forEach(this.instances::remove);
          instances.forEach(byName::remove);
          return true;
        });
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
  public List<ActorKey> instancesNamed(Collection<Name> names) throws StoreUnavailableException {
    return gate.run(() -> names.stream().distinct().flatMap(this::named).toList());
  }

  private Stream<ActorKey> named(Name name) {
    return byName.tailSet(new ActorKey(name.system(), "", name.name())).stream()
        .takeWhile(key -> key.system().equals(name.system()) && key.name().equals(name.name()));
  }

  @Override
  public List<ActorKey> instancesOf(
      String system, String parent, Optional<ActorKey> after, int limit)
      throws StoreUnavailableException {
    return gate.run(
        () ->
            instances
                .tailSet(after.orElse(new ActorKey(system, parent, "")), after.isEmpty())
                .stream()
                .takeWhile(key -> key.system().equals(system) && key.parent().equals(parent))
                .limit(limit)
                .toList());
  }

  @Override
  public long countInstances() throws StoreUnavailableException {
    return gate.run(() -> (long) instances.size());
  }

  @Override
  public void putRegistration(Registration registration) throws StoreUnavailableException {
    gate.run(
        () ->
            Optional.ofNullable(
                registrations.put(
                    new MessagePlace(
                        registration.system(), registration.app(), registration.member()),
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
          Map<MessagePlace, Integer> counts = new HashMap<>();
          for (MessagePlace place : registrations.keySet()) {
            counts.merge(new MessagePlace("", place.app(), place.member()), 1, Integer::sum);
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
