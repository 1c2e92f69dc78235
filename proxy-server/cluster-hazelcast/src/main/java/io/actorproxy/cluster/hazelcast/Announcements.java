package io.actorproxy.cluster.hazelcast;

import io.actorproxy.cluster.news.ServedTypes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The types that members serve, by process: a copy of what Hazelcast has. Thread safe. */
final class Announcements {
  /** Entries beyond that are left out. */
  private static final int MAX = 1_000;

  private final Map<String, ServedTypes> byProcess = new ConcurrentHashMap<>();

  void put(String process, ServedTypes types) {
    if (byProcess.size() < MAX || byProcess.containsKey(process)) {
      byProcess.put(process, types);
    }
  }

  void remove(String process) {
    byProcess.remove(process);
  }

  void clear() {
    byProcess.clear();
  }

  Collection<ServedTypes> all() {
    return List.copyOf(byProcess.values());
  }
}
