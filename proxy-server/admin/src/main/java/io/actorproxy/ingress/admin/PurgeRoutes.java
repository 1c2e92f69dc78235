package io.actorproxy.ingress.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.actorproxy.delivery.StoredMessages;
import io.actorproxy.delivery.StoredMessages.Tally;
import io.actorproxy.ingress.admin.Purge.Done;
import io.actorproxy.ingress.admin.Purge.Found;
import io.actorproxy.ingress.admin.Purge.Page;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore.Registrant;
import io.actorproxy.statestore.StoreException;
import java.util.List;
import java.util.Optional;

/** What is under {@code purge}: GET says what there is to remove, POST removes it. */
final class PurgeRoutes {
  /** How many instances one request removes. */
  private static final int STEP = 1_000;

  private final Actors actors;
  private final Purge purge;

  PurgeRoutes(Actors actors, StoredMessages messages) {
    this.actors = actors;
    this.purge = new Purge(actors, messages);
  }

  JsonObject answer(AdminRequest request) throws StoreException {
    boolean doIt = request.method().equals("POST");
    if (!doIt && !request.method().equals("GET")) {
      throw request.notFound();
    }
    if (request.path().size() == 4 && request.name(1).equals("actors")) {
      request.allow("parent");
      return actor(request.actor(2), doIt);
    }
    if (request.path().size() == 4 && request.name(1).equals("instances")) {
      request.allow("after");
      return instances(request, doIt);
    }
    if (request.path().size() == 2 && request.name(1).equals("registrations")) {
      request.allow("member");
      return registrations(request.parameter("member"), doIt);
    }
    throw request.notFound();
  }

  private JsonObject actor(ActorId id, boolean doIt) throws StoreException {
    Found found = purge.find(id);
    if (found.isNothing()) {
      throw new FailureException(
          ErrorCode.ACTOR_NOT_FOUND,
          "nothing is stored of %s; an instance needs the type it was spawned from as its parent"
              .formatted(id));
    }
    JsonObject json = new JsonObject();
    json.addProperty("actor", id.toString());
    json.addProperty("instance", found.instance());
    json.addProperty("revision", found.revision());
    json.addProperty("kept", found.kept());
    Tally tally = found.messages();
    if (doIt) {
      Done done = purge.remove(List.of(id));
      if (!done.busy().isEmpty()) {
        throw new FailureException(
            ErrorCode.OVERLOADED,
            "%s works without a pause, so nothing of it was removed; keep its callers away"
                .formatted(id));
      }
      tally = done.messages();
    }
    add(json, tally);
    json.addProperty("purged", doIt);
    return json;
  }

  private JsonObject instances(AdminRequest request, boolean doIt) throws StoreException {
    ActorId type = request.actor(2);
    Optional<ActorKey> after =
        request
            .parameter("after", "what 'next' was in the answer before", ActorCursor::parse)
            .map(ActorId::key);
    JsonObject json = new JsonObject();
    if (!doIt) {
      json.addProperty("instances", purge.countInstances(type.system(), type.name()));
      json.addProperty("purged", false);
      return json;
    }
    Page page = purge.instances(type.system(), type.name(), after, STEP);
    Done done = purge.remove(page.instances());
    json.addProperty("instances", page.instances().size() - done.busy().size());
    json.addProperty("states", done.states());
    json.addProperty("busy", done.busy().size());
    add(json, done.messages());
    json.addProperty("purged", true);
    page.next().ifPresent(key -> json.addProperty("next", ActorCursor.of(ActorId.of(key))));
    return json;
  }

  private static void add(JsonObject json, Tally messages) {
    json.addProperty("waiting", messages.waiting());
    json.addProperty("dead", messages.dead());
    json.addProperty("underWay", messages.underWay());
  }

  private JsonObject registrations(Optional<String> member, boolean doIt) throws StoreException {
    List<Registrant> those =
        actors.lookups().registrants().stream()
            .filter(registrant -> member.isEmpty() || registrant.member().equals(member.get()))
            .toList();
    if (doIt) {
      if (member.isEmpty()) {
        throw new FailureException(
            ErrorCode.INVALID_REQUEST, "expected ?member=NAME, but there is none");
      }
      if (those.stream().anyMatch(this::isOwn)) {
        throw new FailureException(
            ErrorCode.INVALID_REQUEST,
            "%s is this proxy itself, which needs its registrations".formatted(member.get()));
      }
      for (Registrant registrant : those) {
        actors.lookups().removeRegistrations(registrant.app(), registrant.member());
      }
    }
    JsonArray array = new JsonArray();
    for (Registrant registrant : those) {
      JsonObject one = new JsonObject();
      one.addProperty("app", registrant.app());
      one.addProperty("member", registrant.member());
      one.addProperty("registrations", registrant.registrations());
      one.addProperty("own", isOwn(registrant));
      array.add(one);
    }
    JsonObject json = new JsonObject();
    json.add("registrants", array);
    json.addProperty("purged", doIt);
    return json;
  }

  private boolean isOwn(Registrant registrant) {
    return registrant.app().equals(actors.own().app())
        && registrant.member().equals(actors.own().member());
  }
}
