package io.actorproxy.ingress.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.actorproxy.delivery.StoredMessages;
import io.actorproxy.delivery.StoredMessages.Filter;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.StoreException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is under {@code messages}. Payloads stay here: they may be secret. */
final class MessageRoutes {
  private static final long LIMIT_MAX = 1_000;
  private static final long LIMIT = 100;

  private final StoredMessages messages;
  private final DeadLetterRoutes deadLetters;

  MessageRoutes(StoredMessages messages) {
    this.messages = messages;
    this.deadLetters = new DeadLetterRoutes(messages.deadLetters());
  }

  JsonObject answer(AdminRequest request) throws StoreException {
    if (request.is("GET", 1)) {
      return list(request);
    }
    if (request.is("GET", 2) && request.name(1).equals("counts")) {
      return counts(request);
    }
    if (deadLetters.serves(request)) {
      return deadLetters.answer(request);
    }
    if (request.is("GET", 2)) {
      request.allow();
      return json(messages.find(id(request), Filter.ALL));
    }
    if (request.is("DELETE", 2)) {
      request.allow("kind", "state");
      messages.discard(id(request), new Filter(kinds(request), dead(request)));
      return new JsonObject();
    }
    if (request.is("POST", 3) && request.name(2).equals("redrive")) {
      request.allow();
      messages.redrive(id(request));
      JsonObject json = new JsonObject();
      json.addProperty("redriven", 1);
      return json;
    }
    throw request.notFound();
  }

  private JsonObject list(AdminRequest request) throws StoreException {
    request.allow("kind", "state", "after", "limit");
    boolean dead = dead(request).orElse(false);
    int limit = request.number("limit", LIMIT_MAX).orElse(LIMIT).intValue();
    List<MessageHead> page = messages.list(kinds(request), dead, after(request), limit);
    JsonArray array = new JsonArray();
    page.forEach(message -> array.add(json(message)));
    JsonObject json = new JsonObject();
    json.add("messages", array);
    if (page.size() == limit) {
      json.addProperty("next", page.getLast().cursor().toString());
    }
    return json;
  }

  private JsonObject counts(AdminRequest request) throws StoreException {
    request.allow();
    JsonObject json = new JsonObject();
    for (boolean dead : List.of(false, true)) {
      JsonObject ofState = new JsonObject();
      for (MessageKind kind : MessageKind.values()) {
        ofState.addProperty(word(kind), messages.count(kind, dead));
      }
      json.add(state(dead), ofState);
    }
    return json;
  }

  private static JsonObject json(MessageHead message) {
    JsonObject target = new JsonObject();
    target.addProperty("system", message.target().system());
    target.addProperty("parent", message.target().parent());
    target.addProperty("name", message.target().name());
    JsonObject json = new JsonObject();
    json.addProperty("id", message.id().toString());
    json.addProperty("kind", word(message.kind()));
    json.addProperty("state", state(message.dead()));
    json.add("target", target);
    json.addProperty(
        message.dead() ? "diedAt" : "dueAt", Instant.ofEpochMilli(message.dueAt()).toString());
    json.addProperty("attempts", message.attempts());
    json.addProperty("failure", message.failure());
    json.addProperty("bytes", message.bytes());
    return json;
  }

  private static MessageId id(AdminRequest request) {
    try {
      return MessageId.parse(request.name(1));
    } catch (IllegalArgumentException _) {
      throw new FailureException(
          ErrorCode.INVALID_REQUEST,
          "expected the id of a message, 32 hexadecimal digits, but got '%s'"
              .formatted(request.name(1)));
    }
  }

  static Optional<MessageCursor> after(AdminRequest request) {
    return request.parameter("after", "what 'next' was in the page before", MessageCursor::parse);
  }

  static Set<MessageKind> kinds(AdminRequest request) {
    return request
        .parameter("kind", "effect, async or schedule", MessageRoutes::kind)
        .<Set<MessageKind>>map(EnumSet::of)
        .orElse(Filter.ALL.kinds());
  }

  private static MessageKind kind(String word) {
    for (MessageKind kind : MessageKind.values()) {
      if (word(kind).equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(word);
  }

  private static Optional<Boolean> dead(AdminRequest request) {
    return request.parameter(
        "state",
        "waiting or dead",
        word ->
            switch (word) {
              case "waiting" -> false;
              case "dead" -> true;
              default -> throw new IllegalArgumentException(word);
            });
  }

  private static String word(MessageKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String state(boolean dead) {
    return dead ? "dead" : "waiting";
  }
}
