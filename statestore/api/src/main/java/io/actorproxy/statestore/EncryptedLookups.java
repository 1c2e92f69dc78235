package io.actorproxy.statestore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** See {@link EncryptingStore}. */
record EncryptedLookups(LookupStore store, Blobs blobs) implements LookupStore {

  @Override
  public void addInstances(List<ActorKey> instances) throws StoreException {
    store.addInstances(instances);
  }

  @Override
  public void removeInstances(List<ActorKey> instances) throws StoreException {
    store.removeInstances(instances);
  }

  @Override
  public List<ActorKey> instances(Optional<ActorKey> after, int limit) throws StoreException {
    return store.instances(after, limit);
  }

  @Override
  public List<ActorKey> instancesNamed(Collection<Name> names) throws StoreException {
    return store.instancesNamed(names);
  }

  @Override
  public List<ActorKey> instancesOf(
      String system, String parent, Optional<ActorKey> after, int limit) throws StoreException {
    return store.instancesOf(system, parent, after, limit);
  }

  @Override
  public long countInstances() throws StoreException {
    return store.countInstances();
  }

  @Override
  public void putRegistration(Registration registration) throws StoreException {
    store.putRegistration(with(registration, blobs.encrypt(registration.content())));
  }

  @Override
  public List<Registration> registrations(String app, String member) throws StoreException {
    List<Registration> decrypted = new ArrayList<>();
    for (Registration stored : store.registrations(app, member)) {
      decrypted.add(
          with(
              stored,
              blobs.decrypt(
                  stored.content(),
                  () -> "the registration of %s in %s".formatted(app, stored.system()))));
    }
    return decrypted;
  }

  private static Registration with(Registration registration, byte[] content) {
    return new Registration(
        registration.system(), registration.app(), registration.member(), content);
  }

  @Override
  public List<Registrant> registrants() throws StoreException {
    return store.registrants();
  }

  @Override
  public void removeRegistrations(String app, String member) throws StoreException {
    store.removeRegistrations(app, member);
  }
}
