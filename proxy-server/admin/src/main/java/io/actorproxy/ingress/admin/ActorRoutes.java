package io.actorproxy.ingress.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.Kind;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.StoreException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is under {@code types}, and the lists of actors. */
final class ActorRoutes {
  private static final long LIMIT_MAX = 1_000;
  private static final long LIMIT = 100;
  private static final Comparator<ActorId> ORDER =
      Comparator.comparing(ActorId::system)
          .thenComparing(ActorId::parent)
          .thenComparing(ActorId::name);

  private final Actors actors;

  ActorRoutes(Actors actors) {
    this.actors = actors;
  }

  /** The registered types, by system and name. */
  JsonObject types(AdminRequest request) {
    if (!request.is("GET", 1)) {
      throw request.notFound();
    }
    request.allow("after", "limit");
    int limit = limit(request);
    Optional<ActorId> after = after(request);
    List<ActorType> page =
        actors.registry().types().stream()
            .filter(type -> after.isEmpty() || ORDER.compare(id(type), after.get()) > 0)
            .sorted(Comparator.comparing(ActorRoutes::id, ORDER))
            .limit(limit)
            .toList();
    Set<ActorId> inMemory =
        inMemory(page.stream().flatMap(t -> Stream.ofNullable(t.ownActor())).toList());
    JsonArray array = new JsonArray();
    page.forEach(type -> array.add(json(type, inMemory)));
    return page("types", array, page.size() == limit ? id(page.getLast()) : null);
  }

  /** Actors: some, or one. */
  JsonObject answer(AdminRequest request) throws StoreException {
    if (request.is("GET", 1)) {
      request.allow("after", "limit", "memory");
      boolean onlyInMemory =
          request.parameter("memory", "true or false", ActorRoutes::flag).orElse(false);
      return onlyInMemory ? someInMemory(request) : instances(request);
    }
    if (request.is("GET", 3)) {
      request.allow("parent");
      return actor(actors.identify(request.actor()));
    }
    throw request.notFound();
  }

  private JsonObject someInMemory(AdminRequest request) {
    if (after(request).isPresent()) {
      throw new FailureException(
          ErrorCode.INVALID_REQUEST, "the actors in memory have no order, so nothing is after one");
    }
    JsonArray array = new JsonArray();
    for (ActorId id : actors.someInMemory().apply(limit(request)).toCompletableFuture().join()) {
      array.add(json(id, true));
    }
    return page("actors", array, null);
  }

  private JsonObject instances(AdminRequest request) throws StoreException {
    int limit = limit(request);
    Optional<ActorKey> after = after(request).map(ActorId::key);
    List<ActorId> page =
        actors.lookups().instances(after, limit).stream().map(ActorId::of).toList();
    Set<ActorId> inMemory = inMemory(page);
    JsonArray array = new JsonArray();
    page.forEach(id -> array.add(json(id, inMemory.contains(id))));
    return page("actors", array, page.size() == limit ? page.getLast() : null);
  }

  private JsonObject actor(ActorId id) throws StoreException {
    JsonObject json = json(id, !inMemory(List.of(id)).isEmpty());
    String typeName = id.parent().isEmpty() ? id.name() : id.parent();
    RegisteredType place = actors.registry().type(id.system(), typeName);
    json.addProperty("type", typeName);
    json.addProperty("kind", place == null ? "" : word(place.type().kind()));
    json.addProperty("stateful", place != null && place.type().stateful());
    List<HistoryStore.Entry> newest = actors.history().list(id.key(), Long.MAX_VALUE, 1);
    if (!newest.isEmpty()) {
      json.addProperty("newestInHistory", newest.getFirst().revision());
    }
    return json;
  }

  private Set<ActorId> inMemory(Collection<ActorId> ids) {
    return new HashSet<>(actors.inMemory().apply(ids).toCompletableFuture().join());
  }

  private static JsonObject json(ActorType type, Set<ActorId> inMemory) {
    JsonObject json = new JsonObject();
    json.addProperty("system", type.system());
    json.addProperty("name", type.name());
    json.addProperty("kind", word(type.kind()));
    json.addProperty("stateful", type.stateful());
    ActorId own = type.ownActor();
    if (own != null) {
      json.addProperty("inMemory", inMemory.contains(own));
    }
    JsonArray actions = new JsonArray();
    type.actions().stream().sorted().forEach(actions::add);
    json.add("actions", actions);
    return json;
  }

  private static JsonObject json(ActorId id, boolean inMemory) {
    JsonObject json = new JsonObject();
    json.addProperty("system", id.system());
    json.addProperty("parent", id.parent());
    json.addProperty("name", id.name());
    json.addProperty("inMemory", inMemory);
    return json;
  }

  private static JsonObject page(String list, JsonArray array, @Nullable ActorId last) {
    JsonObject json = new JsonObject();
    json.add(list, array);
    if (last != null) {
      json.addProperty("next", ActorCursor.of(last));
    }
    return json;
  }

  private static Optional<ActorId> after(AdminRequest request) {
    return request.parameter("after", "what 'next' was in the page before", ActorCursor::parse);
  }

  private static int limit(AdminRequest request) {
    return request.number("limit", LIMIT_MAX).orElse(LIMIT).intValue();
  }

  private static ActorId id(ActorType type) {
    return ActorId.named(type.system(), type.name());
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static boolean flag(String word) {
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(word);
    };
  }
}
