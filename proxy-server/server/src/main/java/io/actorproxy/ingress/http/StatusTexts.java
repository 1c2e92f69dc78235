package io.actorproxy.ingress.http;

import io.actorproxy.definition.NotServed;
import io.actorproxy.system.Registered;
import io.actorproxy.system.SpawnOutcome;

/** The status messages of what went well, for people: what is not just as it was asked for. */
final class StatusTexts {
  static final String ACCEPTED = "Accepted";

  private StatusTexts() {}

  static String of(Registered registered) {
    return registered.leftOut().isEmpty()
        ? ACCEPTED
        : ACCEPTED + "; " + NotServed.describe(registered.leftOut());
  }

  static String of(SpawnOutcome outcome) {
    StringBuilder text = new StringBuilder(ACCEPTED);
    for (SpawnOutcome.Restored one : outcome.restored()) {
      if (one.found() != one.wanted()) {
        text.append(
            "; %s went back to revision %d, the newest at or before %d"
                .formatted(one.instance(), one.found(), one.wanted()));
      }
    }
    return text.toString();
  }
}
