package io.actorproxy.ingress.admin;

import com.google.gson.JsonObject;
import io.actorproxy.delivery.DeadLetters;
import io.actorproxy.delivery.DeadLetters.Filter;
import io.actorproxy.delivery.DeadLetters.Step;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What is under {@code messages} for many dead letters: each request is one step. */
final class DeadLetterRoutes {
  private static final Map<String, TimeUnit> UNITS =
      Map.of(
          "s", TimeUnit.SECONDS,
          "m", TimeUnit.MINUTES,
          "h", TimeUnit.HOURS,
          "d", TimeUnit.DAYS);

  private final DeadLetters letters;

  DeadLetterRoutes(DeadLetters letters) {
    this.letters = letters;
  }

  boolean serves(AdminRequest request) {
    return request.path().size() == 2
        && switch (request.name(1)) {
          case "dead" -> request.method().equals("GET");
          case "redrive", "discard" -> request.method().equals("POST");
          default -> false;
        };
  }

  JsonObject answer(AdminRequest request) throws StoreException {
    request.allow("kind", "system", "type", "name", "code", "olderThan", "diedUntil", "after");
    long diedUntil = diedUntil(request);
    Filter filter =
        new Filter(
            MessageRoutes.kinds(request),
            text(request, "system"),
            text(request, "type"),
            text(request, "name"),
            text(request, "code"),
            diedUntil);
    Optional<MessageCursor> after = MessageRoutes.after(request);
    return switch (request.name(1)) {
      case "redrive" -> json("redriven", letters.redrive(filter, after), diedUntil);
      case "discard" -> json("discarded", letters.discard(filter, after), diedUntil);
      default -> json("letters", letters.count(filter, after), diedUntil);
    };
  }

  /** An empty text would stand for any, which is not what an unset variable of a shell means. */
  private static String text(AdminRequest request, String name) {
    return request
        .parameter(
            name,
            "a text that is not empty",
            text -> {
              if (text.isEmpty()) {
                throw new IllegalArgumentException(name);
              }
              return text;
            })
        .orElse("");
  }

  /** The steps that follow the first one go by its clock, so that none of them finds more. */
  private long diedUntil(AdminRequest request) {
    Optional<Long> given = request.number("diedUntil", Long.MAX_VALUE);
    long age =
        request
            .parameter("olderThan", "a number with s, m, h or d behind it", DeadLetterRoutes::age)
            .orElse(0L);
    return given.orElseGet(() -> letters.diedUntil(age));
  }

  private static long age(String text) {
    TimeUnit unit = text.isEmpty() ? null : UNITS.get(text.substring(text.length() - 1));
    if (unit == null) {
      throw new IllegalArgumentException(text);
    }
    return unit.toMillis(Long.parseUnsignedLong(text.substring(0, text.length() - 1)));
  }

  private static JsonObject json(String done, Step step, long diedUntil) {
    JsonObject json = new JsonObject();
    json.addProperty(done, step.letters());
    JsonObject codes = new JsonObject();
    step.codes().forEach(codes::addProperty);
    json.add("codes", codes);
    step.next()
        .ifPresent(
            next -> {
              json.addProperty("next", next.toString());
              json.addProperty("diedUntil", Long.toString(diedUntil));
            });
    if (step.stopped() != null) {
      JsonObject stopped = new JsonObject();
      stopped.addProperty("code", step.stopped().code().name());
      stopped.addProperty("message", step.stopped().message());
      json.add("stopped", stopped);
    }
    return json;
  }
}
