package io.actorproxy.supervision;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * How full the heap is with what lives, as far as its collector lets know.
 *
 * <p>A collection that cleans up all of it tells that itself. G1 instead marks what lives and
 * cleans up in many short collections after that: what it calls use after collection is mostly
 * garbage in between. There the lowest use counts that was seen since the marking before last.
 */
final class HeapUse implements Supplier<Double> {
  /** A marking is counted twice, so that these spans have at least one cleaning up. */
  private static final int SPANS = 3;

  private final List<MemoryPoolMXBean> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();
  private final double max = Runtime.getRuntime().maxMemory();
  private final double[] lows = new double[SPANS];
  private long markings;
  private long fullCollections;

  @Override
  public Double get() {
    return collections("G1 Concurrent GC") < 0
        ? afterCollection()
        : lowest(collections("G1 Concurrent GC"), collections("G1 Old Generation"), old());
  }

  /**
   * Takes in how full the heap is now, garbage included.
   *
   * @return how full it is without, which is 0 until that is known
   */
  double lowest(long markingsNow, long fullCollectionsNow, double use) {
    if (fullCollectionsNow != fullCollections) {
      Arrays.fill(lows, use);
    } else if (markingsNow != markings) {
      System.arraycopy(lows, 1, lows, 0, SPANS - 1);
      lows[SPANS - 1] = use;
    }
    markings = markingsNow;
    fullCollections = fullCollectionsNow;
    lows[SPANS - 1] = Math.min(lows[SPANS - 1], use);
    return Arrays.stream(lows).min().orElse(0);
  }

  private double afterCollection() {
    long used = 0;
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage usage = pool.getCollectionUsage();
      used += usage == null ? 0 : usage.getUsed();
    }
    return used / max;
  }

  private double old() {
    long used = 0;
    for (MemoryPoolMXBean pool : pools) {
      used += pool.getName().equals("G1 Old Gen") ? pool.getUsage().getUsed() : 0;
    }
    return used / max;
  }

  /** How many there have been; -1 if this JVM has no such collector. */
  private static long collections(String collector) {
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (bean.getName().equals(collector)) {
        return bean.getCollectionCount();
      }
    }
    return -1;
  }
}
