package io.actorproxy.config;

import io.actorproxy.part.ServerPart;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Configurations of other distributions than that of the class path. */
public final class Configurations {
  private Configurations() {}

  /** That of a distribution which has these parts and no other. */
  public static ProxyConfig of(Map<String, String> environment, ServerPart... parts) {
    return ProxyConfig.of(environment, new Random(7), new Distribution(List.of(parts)));
  }
}
