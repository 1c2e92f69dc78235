package io.actorproxy.verify;

import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One call of a program.
 *
 * @param id never used again; it is what the actor remembers
 * @param actor who is called
 * @param number what is added, or the new number, or the time of a scheduled call
 * @param targets the effects that the turn sends
 * @param key makes a retry safe; empty for none
 * @param timeoutMillis how long the caller waits; 0 for the default
 */
record Operation(
    String id,
    String actor,
    Kind kind,
    long number,
    List<Target> targets,
    String key,
    int timeoutMillis) {

  enum Kind {
    ADD(RememberingHost.ADD),
    ADD_AND_SAVE(RememberingHost.ADD_AND_SAVE),
    ADD_ASYNC(RememberingHost.ADD),
    /** Asynchronous, but acknowledged only when it is certain to run. */
    ADD_DURABLE(RememberingHost.ADD),
    SET(RememberingHost.SET),
    READ(RememberingHost.READ),
    /** The state as the proxy gives it without the host. */
    GET("get"),
    SCHEDULE(RememberingHost.FIRE);

    private final String action;

    Kind(String action) {
      this.action = action;
    }
  }

  static Operation read(String actor) {
    return new Operation("", actor, Kind.READ, 0, List.of(), "", 0);
  }

  boolean isRead() {
    return kind == Kind.READ || kind == Kind.GET;
  }

  boolean isKeyed() {
    return !key.isEmpty();
  }

  /** The request, of a caller that knows so many entries of the actor's log. */
  InvocationRequest request(long known) {
    InvocationRequest.Builder request =
        switch (kind) {
          case SCHEDULE -> Target.schedule(actor, id, number);
          case GET -> Cast.call(actor, kind.action);
          case READ -> Cast.call(actor, kind.action).setValue(Values.any(known + " read"));
          case ADD, ADD_AND_SAVE, ADD_ASYNC, ADD_DURABLE, SET ->
              Cast.call(actor, kind.action)
                  .setValue(Values.any(known + " " + id + " " + number + words(targets)))
                  .setAsync(kind == Kind.ADD_ASYNC || kind == Kind.ADD_DURABLE);
        };
    if (kind == Kind.ADD_DURABLE) {
      request.putMetadata("durable-async", "true").putMetadata("fail_backoff", "true");
    }
    if (isKeyed()) {
      request.putMetadata("idempotency-key", key);
    }
    if (timeoutMillis > 0) {
      request.putMetadata("request-timeout", Integer.toString(timeoutMillis));
    }
    return request.build();
  }

  private static String words(List<Target> targets) {
    return targets.stream().map(target -> " " + target).collect(Collectors.joining());
  }
}
