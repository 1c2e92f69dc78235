package io.actorproxy.ingress.ops;

import org.jspecify.annotations.Nullable;

/** One condition under which the proxy wants traffic. Asked on an event loop: must not block. */
public interface ReadinessCheck {
  /** What is checked, as it appears in the details of the answer: {@code store}. */
  String name();

  /** Why the proxy is not ready, for people; null when it is. */
  @Nullable String problem();
}
