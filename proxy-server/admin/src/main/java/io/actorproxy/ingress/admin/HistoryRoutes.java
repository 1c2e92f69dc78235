package io.actorproxy.ingress.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What is under {@code actors} of their earlier states. States stay here: they may be secret. */
final class HistoryRoutes {
  private static final long LIMIT_MAX = 1_000;
  private static final long LIMIT = 100;

  private final Actors actors;

  HistoryRoutes(Actors actors) {
    this.actors = actors;
  }

  JsonObject answer(AdminRequest request) throws StoreException {
    if (request.is("GET", 4) && request.name(3).equals("revisions")) {
      return revisions(request);
    }
    if (request.is("POST", 4) && request.name(3).equals("restore")) {
      return restore(request);
    }
    throw request.notFound();
  }

  private JsonObject revisions(AdminRequest request) throws StoreException {
    request.allow("parent", "before", "limit");
    int limit = request.number("limit", LIMIT_MAX).orElse(LIMIT).intValue();
    long before = request.number("before", Long.MAX_VALUE).orElse(Long.MAX_VALUE);
    List<HistoryStore.Entry> page = page(request.actor(), before, limit);
    JsonArray array = new JsonArray();
    for (HistoryStore.Entry entry : page) {
      JsonObject revision = new JsonObject();
      revision.addProperty("revision", entry.revision());
      revision.addProperty("savedAt", Instant.ofEpochMilli(entry.savedAt()).toString());
      revision.addProperty("bytes", entry.bytes());
      array.add(revision);
    }
    JsonObject json = new JsonObject();
    json.add("revisions", array);
    if (page.size() == limit) {
      json.addProperty("next", Long.toString(page.getLast().revision()));
    }
    return json;
  }

  /** An actor that is not known may still have a history: its type may not be registered yet. */
  private List<HistoryStore.Entry> page(ActorId wanted, long before, int limit)
      throws StoreException {
    ActorId id = wanted;
    @Nullable FailureException unknown = null;
    try {
      id = actors.identify(wanted);
    } catch (FailureException e) {
      unknown = e;
    }
    List<HistoryStore.Entry> page = actors.history().list(id.key(), before, limit);
    if (page.isEmpty() && unknown != null) {
      throw unknown;
    }
    return page;
  }

  /** The deadline of every request bounds how long this waits. */
  private JsonObject restore(AdminRequest request) {
    request.allow("parent", "revision");
    long revision =
        request
            .number("revision", Long.MAX_VALUE)
            .orElseThrow(
                () ->
                    new FailureException(
                        ErrorCode.INVALID_REQUEST, "expected ?revision=N, but there is none"));
    long found = restored(request.actor(), revision);
    JsonObject json = new JsonObject();
    json.addProperty("restored", found);
    json.addProperty("exact", found == revision);
    return json;
  }

  private long restored(ActorId id, long revision) {
    try {
      return actors.restorer().restore(id, revision).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof FailureException expected ? expected : e;
    }
  }
}
