package io.actorproxy.registry;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.RegistrationReader;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
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
  private final int typesMax;
  private final long bytesMax;
  private final Map<String, Registry> bySystem = new HashMap<>();
  private int types;
  private long bytes;

  /**
   * Those of the host of one app at one proxy.
   *
   * @param typesMax how many types they may have together
   * @param bytesMax how many bytes their definitions may have together
   */
  public RememberedRegistrations(
      LookupWriter writer, String app, String member, int typesMax, long bytesMax) {
    this.writer = writer;
    this.typesMax = typesMax;
    this.bytesMax = bytesMax;
    this.app = app;
    this.member = member;
  }

  /**
   * Loads the stored registrations, one for each system. Blocks; called at the start. Logs and
   * leaves out what cannot be read.
   */
  public synchronized List<RegistrationRequest> load(LookupStore store) throws StoreException {
    List<RegistrationRequest> loaded = new ArrayList<>();
    for (LookupStore.Registration stored : store.registrations(app, member)) {
      try {
        RegistrationRequest request =
            RegistrationReader.read(ByteString.copyFrom(stored.content()));
        replace(stored.system(), request.getActorSystem().getRegistry());
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

  /**
   * Stores a registration in the background, unless it brings nothing new.
   *
   * @throws FailureException with OVERLOADED if more would be remembered than may be; then it
   *     changes nothing
   */
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
    Map<String, Registry> all = new HashMap<>();
    changed.forEach((system, registry) -> all.put(system, registry.build()));
    requireRoomFor(all);
    all.forEach(this::write);
  }

  private void requireRoomFor(Map<String, Registry> changed) {
    int moreTypes = 0;
    long moreBytes = 0;
    for (Map.Entry<String, Registry> entry : changed.entrySet()) {
      Registry before = bySystem.getOrDefault(entry.getKey(), Registry.getDefaultInstance());
      moreTypes += entry.getValue().getActorsCount() - before.getActorsCount();
      moreBytes += entry.getValue().getSerializedSize() - before.getSerializedSize();
    }
    if (moreTypes > 0 && types + moreTypes > typesMax) {
      throw new FailureException(
          ErrorCode.OVERLOADED,
          "%d actor types are known already, %d are more, and the limit is %d; raise PROXY_MAX_TYPES"
              .formatted(types, moreTypes, typesMax));
    }
    if (moreBytes > 0 && bytes + moreBytes > bytesMax) {
      throw new FailureException(
          ErrorCode.OVERLOADED,
          ("the definitions of the actor types that are known have %d bytes already, %d are more,"
                  + " and the limit is %d; raise PROXY_MAX_TYPE_BYTES")
              .formatted(bytes, moreBytes, bytesMax));
    }
  }

  private void replace(String system, Registry registry) {
    Registry before = bySystem.put(system, registry);
    types += registry.getActorsCount() - (before == null ? 0 : before.getActorsCount());
    bytes += registry.getSerializedSize() - (before == null ? 0 : before.getSerializedSize());
  }

  private @Nullable Actor remembered(String system, String name) {
    Registry registry = bySystem.get(system);
    return registry == null ? null : registry.getActorsMap().get(name);
  }

  private Registry.Builder everything(String system) {
    return bySystem.getOrDefault(system, Registry.getDefaultInstance()).toBuilder();
  }

  private void write(String system, Registry registry) {
    replace(system, registry);
    RegistrationRequest.Builder request = RegistrationRequest.newBuilder();
    request.getActorSystemBuilder().setName(system).setRegistry(registry);
    writer.remember(
        new LookupStore.Registration(system, app, member, request.build().toByteArray()));
  }
}
