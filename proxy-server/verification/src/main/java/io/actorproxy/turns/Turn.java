package io.actorproxy.turns;

/**
 * A turn as its host has seen it. Times are of {@link System#nanoTime}, which on Linux is one clock
 * for all processes of the machine.
 *
 * @param actor who ran
 * @param epoch the actor epoch that the host was told; 0 for none
 * @param member the member whose host it was
 * @param begin when the host had read the request
 * @param end when it was about to answer, or when its process ended; {@link #RUNNING} until then
 */
public record Turn(String actor, long epoch, int member, long begin, long end) {
  public static final long RUNNING = Long.MAX_VALUE;

  public Turn {
    if (end < begin) {
      throw new IllegalArgumentException("a turn ends before it begins");
    }
  }

  boolean isRunning() {
    return end == RUNNING;
  }

  @Override
  public String toString() {
    return "%s at member %d with epoch %d from %d to %s us"
        .formatted(actor, member, epoch, begin / 1000, isRunning() ? "?" : end / 1000);
  }
}
