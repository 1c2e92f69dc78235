package io.actorproxy.supervision;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passivates the longest unused actors while the heap is fuller than the watermark. Looks at what
 * survives collections, because before one a heap is always nearly full.
 */
public final class HeapGuard {
  private static final Logger LOG = LoggerFactory.getLogger(HeapGuard.class);
  private static final double FRACTION = 0.05;

  private final double watermark;
  private final Supplier<Double> heapUse;
  private final EntitySupervisor supervisor;
  private boolean above;

  /**
   * Guards with the JVM's own figures.
   *
   * @param watermark how full the heap may be, between 0 and 1
   */
  public HeapGuard(double watermark, EntitySupervisor supervisor) {
    this(watermark, supervisor, new HeapUse());
  }

  HeapGuard(double watermark, EntitySupervisor supervisor, Supplier<Double> heapUse) {
    this.watermark = watermark;
    this.supervisor = supervisor;
    this.heapUse = heapUse;
  }

  /** Looks once; to be called about once a second, by one thread. */
  public void check() {
    double use = heapUse.get();
    if (use > watermark) {
      if (!above) {
        LOG.warn(
            "The heap is {} % full after collection; passivating idle actors",
            Math.round(use * 100));
      }
      supervisor.relieve(FRACTION);
    }
    above = use > watermark;
  }
}
