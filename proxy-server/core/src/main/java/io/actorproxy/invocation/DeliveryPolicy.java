package io.actorproxy.invocation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rule for a stored message whose host failed in the middle of the action, so that the action
 * may have run. The receiver's type decides, for it is its action that may run twice.
 */
public enum DeliveryPolicy {
  /** It is a dead letter at once. */
  AT_MOST_ONCE,
  /** It is tried again. */
  AT_LEAST_ONCE;

  /** As users write it: {@code at-most-once}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The words of all policies. */
  public static List<String> words() {
    return Arrays.stream(values()).map(DeliveryPolicy::word).toList();
  }

  /** The policy of that word; empty if there is none. */
  public static Optional<DeliveryPolicy> of(String word) {
    return Arrays.stream(values()).filter(policy -> policy.word().equals(word)).findFirst();
  }
}
