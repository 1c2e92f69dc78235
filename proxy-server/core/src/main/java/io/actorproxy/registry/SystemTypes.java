package io.actorproxy.registry;

import io.actorproxy.definition.RegisteredType;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The types of one actor system, by name. Thread safe. */
final class SystemTypes {
  private final ConcurrentHashMap<String, RegisteredType> types = new ConcurrentHashMap<>();

  /** Whether there are types that have instances; a type keeps its kind. */
  private volatile boolean hasInstances;

  @Nullable RegisteredType type(String name) {
    return types.get(name);
  }

  /** Adds a type; returns the place of one that is there already. */
  @Nullable RegisteredType addType(RegisteredType type) {
    hasInstances |= type.type().kind().isSpawnable();
    return types.putIfAbsent(type.type().name(), type);
  }

  Stream<RegisteredType> types() {
    return types.values().stream();
  }

  int typeCount() {
    return types.size();
  }

  boolean hasInstances() {
    return hasInstances;
  }
}
