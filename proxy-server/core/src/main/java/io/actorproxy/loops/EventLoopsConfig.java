package io.actorproxy.loops;

import org.jspecify.annotations.Nullable;

/**
 * The event loops, each of which is one partition.
 *
 * @param kind how they wait for the kernel; null for epoll where there is one, else NIO
 * @param count how many there are; 0 for one for each core
 */
public record EventLoopsConfig(Transport.@Nullable Kind kind, int count) {
  /** How many loops to start on a machine with {@code cores} cores. */
  public int countOn(int cores) {
    return count == 0 ? Math.max(1, cores) : count;
  }
}
