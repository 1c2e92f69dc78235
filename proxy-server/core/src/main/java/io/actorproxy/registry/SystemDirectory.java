package io.actorproxy.registry;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The types and instances of one actor system, by name. Safe to read from many threads; changed by
 * one at a time.
 */
final class SystemDirectory {
  private final ConcurrentHashMap<String, RegisteredType> types = new ConcurrentHashMap<>();

  /** For each name the parents of the instances called so; there are millions of them. */
  private final ConcurrentHashMap<String, Map<String, Recording>> instances =
      new ConcurrentHashMap<>();

  /**
   * The entry of {@link #instances} for every name that one parent alone has, and that is recorded;
   * nearly all are, so they share it.
   */
  private final Map<String, Map<String, Recording>> singleParentMaps = new HashMap<>();

  // --- types

  @Nullable RegisteredType type(String name) {
    return types.get(name);
  }

  /** Adds a type; returns the place of one that is there already. */
  @Nullable RegisteredType addType(RegisteredType type) {
    return types.putIfAbsent(type.type().name(), type);
  }

  Stream<RegisteredType> types() {
    return types.values().stream();
  }

  int typeCount() {
    return types.size();
  }

  // --- instances

  /** The types from which an instance of that name has been spawned. */
  Map<String, Recording> parentsOf(String name) {
    Map<String, Recording> parents = instances.get(name);
    return parents == null ? Map.of() : parents;
  }

  /** The names of all instances of a type. Looks at every instance there is. */
  List<String> instancesOf(ActorType type) {
    List<String> names = new ArrayList<>();
    instances.forEach(
        (name, parents) -> {
          if (parents.containsKey(type.name())) {
            names.add(name);
          }
        });
    return names;
  }

  /** Sets the recording of an instance, and returns whether the instance is new. */
  boolean put(String name, String parent, Recording recording) {
    Map<String, Recording> before = parentsOf(name);
    instances.put(name, with(parent, recording, before));
    return !before.containsKey(parent);
  }

  void remove(String name, String parent) {
    instances.computeIfPresent(name, (_, parents) -> without(parent, parents));
  }

  private Map<String, Recording> with(
      String parent, Recording recording, Map<String, Recording> parents) {
    boolean isAlone = parents.isEmpty() || (parents.size() == 1 && parents.containsKey(parent));
    if (isAlone && recording == Recording.RECORDED) {
      return singleParentMaps.computeIfAbsent(parent, only -> Map.of(only, Recording.RECORDED));
    }
    Map<String, Recording> more = new HashMap<>(parents);
    more.put(parent, recording);
    return Map.copyOf(more);
  }

  private static @Nullable Map<String, Recording> without(
      String parent, Map<String, Recording> parents) {
    Map<String, Recording> fewer = new HashMap<>(parents);
    fewer.remove(parent);
    return fewer.isEmpty() ? null : Map.copyOf(fewer);
  }
}
