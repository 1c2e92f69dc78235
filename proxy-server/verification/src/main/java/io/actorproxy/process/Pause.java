package io.actorproxy.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long a fault lasts, and how long the load runs until the next. */
public final class Pause {
  private Pause() {}

  public static void millis(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
