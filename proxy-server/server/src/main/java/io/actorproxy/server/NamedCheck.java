package io.actorproxy.server;

import io.actorproxy.ingress.ops.ReadinessCheck;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A readiness check as a name and a question. */
record NamedCheck(String name, Supplier<@Nullable String> question) implements ReadinessCheck {
  @Override
  public @Nullable String problem() {
    return question.get();
  }
}
