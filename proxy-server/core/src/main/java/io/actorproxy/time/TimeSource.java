package io.actorproxy.time;

/** The only place where the product reads a clock; tests drive their own. Thread safe. */
public interface TimeSource {
  /** The machine's clocks. */
  TimeSource SYSTEM =
      new TimeSource() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }
      };

  /** A clock that never jumps, in nanoseconds from an arbitrary origin. */
  long nanoTime();

  /** The wall clock, in milliseconds since the epoch. */
  long epochMillis();
}
