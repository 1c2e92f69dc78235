package io.actorproxy.memory;

/**
 * The bytes that one piece of work has taken from the budget of all calls, to be given back
 * together. What is taken may be handed from thread to thread, but belongs to one at a time.
 */
public final class Holding implements AutoCloseable {
  private final MemoryBudget memory;
  private long bytes;

  Holding(MemoryBudget memory) {
    this.memory = memory;
  }

  /** Takes bytes for new work; false if there are no more. */
  public boolean tryAdmit(long more) {
    return added(memory.tryAdmit(more), more);
  }

  /** Takes bytes for work that has begun; false if there are no more, or others wait for them. */
  public boolean tryGrow(long more) {
    return added(memory.tryGrow(more), more);
  }

  /** Takes bytes for work that has begun and ends soon; false if there are no more. */
  public boolean tryFinish(long more) {
    return added(memory.tryFinish(more), more);
  }

  /** Counts bytes that are in memory already. */
  public void take(long more) {
    memory.take(more);
    bytes += more;
  }

  private boolean added(boolean isTaken, long more) {
    bytes += isTaken ? more : 0;
    return isTaken;
  }

  /** Gives back what is more than {@code left}. */
  public void shrinkTo(long left) {
    long rest = bytes - left;
    if (rest > 0) {
      bytes = left;
      memory.release(rest);
    }
  }

  /** Leaves all of it to the caller, who gives it back. */
  public long handOver() {
    long all = bytes;
    bytes = 0;
    return all;
  }

  /** How much it has taken. */
  public long bytes() {
    return bytes;
  }

  /** Gives back all of it. */
  @Override
  public void close() {
    shrinkTo(0);
  }
}
