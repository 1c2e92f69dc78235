package io.actorproxy.config;

/**
 * The event loops, each of which is one partition.
 *
 * @param io how they serve sockets
 * @param count how many there are; 0 for one for each core
 */
public record EventLoopsConfig(Io io, int count) {
  /** How an event loop serves its sockets. */
  public enum Io {
    /** Epoll where there is one, else NIO. */
    AUTO,
    EPOLL,
    NIO,
    IO_URING
  }

  /** How many loops to start on a machine with {@code cores} cores. */
  public int countOn(int cores) {
    return count == 0 ? Math.max(1, cores) : count;
  }
}
