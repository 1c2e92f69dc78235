package io.actorproxy.config;

/** The heap of this process, which defaults of limits are parts of. */
final class Heap {
  private Heap() {}

  static long bytes() {
    return Runtime.getRuntime().maxMemory();
  }

  /** A part of the heap, and at most so many bytes, as a default. */
  static String share(int part, long most) {
    return Long.toString(Math.min(most, bytes() / part));
  }
}
