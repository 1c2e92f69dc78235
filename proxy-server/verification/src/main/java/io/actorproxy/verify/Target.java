package io.actorproxy.verify;

import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a turn sends an effect. Written {@code actor/number/time}.
 *
 * @param actor who receives it
 * @param number tells it from the others of the turn
 * @param time when it is to run, in milliseconds since the epoch; 0 for at once
 */
record Target(String actor, int number, long time) {
  static List<Target> parseAll(String[] words, int from) {
    List<Target> targets = new ArrayList<>();
    for (int i = from; i < words.length; i++) {
      String[] parts = words[i].split("/");
      targets.add(new Target(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2])));
    }
    return targets;
  }

  boolean isScheduled() {
    return time > 0;
  }

  /** What the effect is known by, given the operation that sends it. */
  String id(String operation) {
    return operation + "." + number;
  }

  /** A host that dies in the middle of it may be asked again: its actor has not changed. */
  InvocationRequest request(String sender, String operation) {
    InvocationRequest.Builder request =
        isScheduled()
            ? schedule(actor, id(operation), time)
            : Cast.call(actor, RememberingHost.RECEIVE)
                .setValue(Values.any(sender + " " + id(operation)));
    return request.setAsync(true).putMetadata("fail_backoff", "true").build();
  }

  static InvocationRequest.Builder schedule(String actor, String id, long time) {
    return Cast.call(actor, RememberingHost.FIRE)
        .setValue(Values.any(id + " " + time))
        .setScheduledTo(time)
        .putMetadata("fail_backoff", "true");
  }

  @Override
  public String toString() {
    return actor + "/" + number + "/" + time;
  }
}
