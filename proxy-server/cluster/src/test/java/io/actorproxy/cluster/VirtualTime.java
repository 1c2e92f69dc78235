package io.actorproxy.cluster;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes from event to event, in milliseconds, up to a last one; what would be later
 * never happens. Events of one time keep their order.
 */
final class VirtualTime {
  private final @Nullable ArrayDeque<Runnable>[] events;
  private int now;

  @SuppressWarnings({"unchecked", "rawtypes"})
  VirtualTime(int end) {
    events = new ArrayDeque[end + 1];
  }

  long now() {
    return now;
  }

  void at(long when, Runnable task) {
    if (when < events.length) {
      int index = (int) Math.max(when, now);
      ArrayDeque<Runnable> tasks = events[index];
      if (tasks == null) {
        tasks = new ArrayDeque<>(4);
        events[index] = tasks;
      }
      tasks.add(task);
    }
  }

  void in(long millis, Runnable task) {
    at(now + millis, task);
  }

  /** Lets so much time pass, or what is left. */
  void advance(long millis) {
    long end = Math.min(now + millis, events.length - 1L);
    while (true) {
      ArrayDeque<Runnable> tasks = events[now];
      if (tasks != null) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        events[now] = null;
      }
      if (now >= end) {
        return;
      }
      now++;
    }
  }
}
