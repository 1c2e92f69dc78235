package io.actorproxy.cluster.part;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.RegistrationReader;
import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.definition.Registration;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of types that hosts of one app define differently at two members. While a new version is
 * deployed that has to be; if it stays, an actor changes when it moves. Each member and type is
 * told of once. Belongs to one thread.
 */
final class OtherDefinitions {
  private static final Logger LOG = LoggerFactory.getLogger(OtherDefinitions.class);

  private final LookupStore store;
  private final ActorRegistry registry;
  private final String app;
  private final Set<List<String>> told = new HashSet<>();

  /**
   * @param app the name of the app whose registrations are compared
   */
  OtherDefinitions(LookupStore store, ActorRegistry registry, String app) {
    this.store = store;
    this.registry = registry;
    this.app = app;
  }

  /** Compares what was registered here with what the hosts of other members did. Blocks. */
  void compare(List<String> members) {
    for (String member : members) {
      try {
        compare(member);
      } catch (StoreException | MalformedMessageException | FailureException e) {
        LOG.debug("What the host of {} has registered cannot be compared", member, e);
      }
    }
  }

  private void compare(String member) throws StoreException, MalformedMessageException {
    List<String> differing = new ArrayList<>();
    for (LookupStore.Registration stored : store.registrations(app, member)) {
      var request = RegistrationReader.read(ByteString.copyFrom(stored.content()));
      for (ActorType other : Registration.typesOf(request)) {
        RegisteredType here = registry.type(other.system(), other.name());
        if (here != null
            && !here.type().equals(other)
            && told.add(List.of(member, other.system(), other.name()))) {
          differing.add(other.system() + "/" + other.name());
        }
      }
    }
    if (!differing.isEmpty()) {
      LOG.warn(
          "The host of this proxy and that of the member {} define types of the app {} differently:"
              + " {}. Each member runs its actors by what its own host has registered",
          member,
          app,
          differing);
    }
  }
}
