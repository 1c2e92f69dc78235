package io.actorproxy.statestore.cluster;

import org.jspecify.annotations.Nullable;

/** The end of an operation of the {@link ClusterStore}, as far as the member knows it. */
public sealed interface StoreOutcome<T> {
  /** It took effect. */
  record Done<T>(T value) implements StoreOutcome<T> {}

  /** It did not take effect, and never will: a condition was not met. */
  record Refused<T>() implements StoreOutcome<T> {}

  /**
   * It has taken effect, or has not, or still will: the answer was lost or late.
   *
   * @param cause for people, if there is one
   */
  record Unknown<T>(@Nullable Throwable cause) implements StoreOutcome<T> {}
}
