package io.actorproxy.config;

/** The heap of this process, of which defaults of limits are a share. */
final class Heap {
  private Heap() {}

  static long bytes() {
    return Runtime.getRuntime().maxMemory();
  }

  /** So many {@code ofThese} parts of it, as a default. */
  static String share(int parts, int ofThese) {
    return share(parts, ofThese, Long.MAX_VALUE);
  }

  /** The same, at most {@code most}. */
  static String share(int parts, int ofThese, long most) {
    return Long.toString(Math.min(most, bytes() * parts / ofThese));
  }
}
