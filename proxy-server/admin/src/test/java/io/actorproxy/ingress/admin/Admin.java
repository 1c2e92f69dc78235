package io.actorproxy.ingress.admin;

import com.google.gson.JsonObject;
import io.actorproxy.delivery.SteppedOutbox;
import io.actorproxy.delivery.StoredMessages;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.InstanceCache;
import io.actorproxy.registry.InstanceRoom;
import io.actorproxy.registry.LookupReader;
import io.actorproxy.registry.LookupWriter;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** An admin API on a real socket, above a store in memory and an outbox that stands still. */
public final class Admin implements AutoCloseable {
  /** The size that no request of a test comes near. */
  private static final int HEADER_BYTES = 8 << 10;

  private final Transport transport = Transport.open(1);
  private final Offload offload = new Offload(1, 1);
  final ManualTime time = new ManualTime();
  private final SteppedOutbox outbox;
  private final AdminServer server;

  public final MemoryStore store = new MemoryStore(1 << 20);

  /** What was asked for, as {@code system/name@revision}. */
  public final List<String> restored = new ArrayList<>();

  /** The types that are registered. */
  public final ActorRegistry registry;

  /** The instances, which can be looked up. */
  public final SpawnedInstances instances;

  private final LookupReader reader;

  /** The actors that are in memory. */
  public final List<ActorId> inMemory = new ArrayList<>();

  /** The actors that work without a pause. */
  public final List<ActorId> busy = new ArrayList<>();

  /** How actors answer when they are to be restored. */
  public CompletableFuture<Long> answer = CompletableFuture.completedFuture(1L);

  /** What they do before they answer. */
  Callable<?> whenAsked = () -> "at once";

  public Admin(String token) throws IOException {
    this(token, 16);
  }

  Admin(String token, int connections) throws IOException {
    this(token, connections, Duration.ofSeconds(10));
  }

  Admin(String token, int connections, Duration requestTimeout) throws IOException {
    this.outbox =
        new SteppedOutbox(store.messages(), SteppedOutbox.config(100), time, (_, _, _) -> {});
    Pubsub pubsub = new Pubsub();
    this.registry = new ActorRegistry(pubsub);
    this.reader =
        new LookupReader(store.lookups(), 100, Duration.ofSeconds(1), Runnable::run).start();
    InstanceRoom room = new InstanceRoom(pubsub, 1_000, 10_000, time);
    this.instances =
        new SpawnedInstances(
            registry,
            new InstanceCache(registry, pubsub, room, 1 << 20, time),
            room,
            store.lookups(),
            reader,
            new LookupWriter(store.lookups(), 100, 10, Duration.ofSeconds(1), Runnable::run),
            3);
    this.server =
        new AdminServer(
            new AdminConfig(
                true, "127.0.0.1", 0, true, token, connections, HEADER_BYTES, requestTimeout),
            transport,
            new AdminApi(
                new StoredMessages(store.messages(), outbox.outbox()),
                new Actors(
                    registry,
                    instances,
                    store.lookups(),
                    store.history(),
                    this::identity,
                    ids ->
                        CompletableFuture.completedStage(
                            ids.stream().filter(inMemory::contains).collect(Collectors.toSet())),
                    limit ->
                        CompletableFuture.completedStage(inMemory.stream().limit(limit).toList()),
                    this::restore,
                    store.snapshots(),
                    ids -> {
                      inMemory.removeAll(ids);
                      return CompletableFuture.completedStage(
                          ids.stream().filter(busy::contains).collect(Collectors.toSet()));
                    },
                    _ -> {},
                    new LookupStore.Registrant("app", "own", 0)),
                Admin::status,
                () -> cluster),
            time,
            MemoryBudget.unlimited(),
            offload);
  }

  /** Knows each registered NAMED type, and each recorded instance by its whole name. */
  private CompletableFuture<ActorId> identity(ActorId id) {
    try {
      boolean isInstance = store.lookups().instances(Optional.empty(), 1_000).contains(id.key());
      if (isInstance || registry.type(id.system(), id.name()) != null) {
        return CompletableFuture.completedFuture(id);
      }
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
    return CompletableFuture.failedFuture(
        new FailureException(ErrorCode.ACTOR_NOT_FOUND, "Actor " + id + " not found"));
  }

  private CompletableFuture<Long> restore(ActorId id, long revision) {
    restored.add(id + "@" + revision);
    try {
      whenAsked.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return answer;
  }

  /** What is known of a cluster. */
  public JsonObject cluster = new JsonObject();

  private static JsonObject status() {
    JsonObject json = new JsonObject();
    json.addProperty("version", "1.2");
    json.addProperty("types", 3);
    return json;
  }

  /** How many connections are open. */
  int connections() {
    return server.connections();
  }

  public int port() {
    return server.port();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Stores a message with the ids 1, 2, 3 and so on, due at that time. */
  public MessageId add(long number, MessageKind kind, long dueAt) throws StoreException {
    MessageId id = new MessageId(0, number);
    store
        .messages()
        .add(
            List.of(
                Message.untried(
                    id,
                    kind,
                    new ActorKey("sys", "", "actor" + number),
                    0,
                    0,
                    dueAt,
                    new byte[] {115, 101, 99, 114, 101, 116})));
    return id;
  }

  @Override
  public void close() {
    server.close();
    reader.close();
    offload.close();
    transport.close();
  }
}
