package io.actorproxy.host;

/**
 * How many connections to the host one partition may hold.
 *
 * @param pool those that are kept for the next call, at least 1
 * @param overflow those that are opened beyond the pool while the host may be waiting for itself,
 *     at least 0
 */
public record ConnectionLimits(int pool, int overflow) {
  public ConnectionLimits {
    if (pool < 1) {
      throw new IllegalArgumentException("pool '%d' is less than 1".formatted(pool));
    }
    if (overflow < 0) {
      throw new IllegalArgumentException("overflow '%d' is negative".formatted(overflow));
    }
  }
}
