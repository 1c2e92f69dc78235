package io.actorproxy.system;

import io.actorproxy.definition.NotServed;
import java.util.List;

/**
 * The result of a registration.
 *
 * @param leftOut the types whose kind is not served; all others are registered
 */
public record Registered(List<NotServed> leftOut) {
  public Registered {
    leftOut = List.copyOf(leftOut);
  }
}
