package io.actorproxy.registry;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.RegistrationReader;
import io.actorproxy.state.LookupWriter;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import io.spawn.RegistrationRequest;
import io.spawn.actors.Actor;
import io.spawn.actors.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the host has registered so far, of each system all types together, and the same in the
 * store. Thread safe; never blocks, except {@link #load}.
 */
public final class RememberedRegistrations {
  private static final Logger LOG = LoggerFactory.getLogger(RememberedRegistrations.class);

  private final LookupWriter writer;
  private final String app;
  private final String member;
  private final Map<String, Registry> bySystem = new HashMap<>();

  /** Those of the host of one app at one proxy. */
  public RememberedRegistrations(LookupWriter writer, String app, String member) {
    this.writer = writer;
    this.app = app;
    this.member = member;
  }

  /**
   * What the store remembers, one registration for each system. Blocks; for the start. What cannot
   * be read is logged and left out.
   */
  public synchronized List<RegistrationRequest> load(LookupStore store) throws StoreException {
    List<RegistrationRequest> loaded = new ArrayList<>();
    for (LookupStore.Registration stored : store.registrations(app, member)) {
      try {
        RegistrationRequest request =
            RegistrationReader.read(ByteString.copyFrom(stored.content()));
        bySystem.put(stored.system(), request.getActorSystem().getRegistry());
        loaded.add(request);
      } catch (MalformedMessageException e) {
        LOG.error(
            "Expected to read what {} has registered in {}, but {}; it has to register again",
            app,
            stored.system(),
            e.getMessage());
      }
    }
    return loaded;
  }

  /** Remembers a registration sometime; one that brings nothing new is not written again. */
  public synchronized void remember(RegistrationRequest request) {
    Map<String, Registry.Builder> changed = new HashMap<>();
    String defaultSystem = request.getActorSystem().getName();
    request
        .getActorSystem()
        .getRegistry()
        .getActorsMap()
        .forEach(
            (key, actor) -> {
              String named = actor.getId().getSystem();
              String system = named.isEmpty() ? defaultSystem : named;
              String name = actor.getId().getName().isEmpty() ? key : actor.getId().getName();
              if (!actor.equals(remembered(system, name))) {
                changed.computeIfAbsent(system, this::everything).putActors(name, actor);
              }
            });
    changed.forEach((system, registry) -> write(system, registry.build()));
  }

  private @Nullable Actor remembered(String system, String name) {
    Registry registry = bySystem.get(system);
    return registry == null ? null : registry.getActorsMap().get(name);
  }

  private Registry.Builder everything(String system) {
    return bySystem.getOrDefault(system, Registry.getDefaultInstance()).toBuilder();
  }

  private void write(String system, Registry registry) {
    bySystem.put(system, registry);
    RegistrationRequest.Builder request = RegistrationRequest.newBuilder();
    request.getActorSystemBuilder().setName(system).setRegistry(registry);
    writer.remember(
        new LookupStore.Registration(system, app, member, request.build().toByteArray()));
  }
}
