package io.actorproxy.entity;

import io.actorproxy.invocation.Metadata;
import io.actorproxy.ownership.Tenure;
import java.util.HashMap;
import java.util.Map;

/** What the host is told of a turn besides what its caller says. */
final class HostMetadata {
  private HostMetadata() {}

  /** Alone, it is the caller's as it is. */
  static Map<String, String> of(Map<String, String> ofCaller, Tenure tenure) {
    long epoch = tenure.actorEpoch();
    if (epoch == 0) {
      return ofCaller;
    }
    Map<String, String> both = new HashMap<>(ofCaller);
    both.put(Metadata.ACTOR_EPOCH, Long.toString(epoch));
    return both;
  }
}
