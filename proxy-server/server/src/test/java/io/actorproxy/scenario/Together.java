package io.actorproxy.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs something many times at once. */
final class Together {
  private Together() {}

  @FunctionalInterface
  interface Task<T> {
    T run(int index) throws Exception;
  }

  /** The results in the order of their indices; the first failure is thrown. */
  static <T> List<T> run(int times, Task<T> task) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> started = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        int index = i;
        started.add(threads.submit(() -> task.run(index)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> result : started) {
        results.add(result.get());
      }
      return results;
    }
  }
}
