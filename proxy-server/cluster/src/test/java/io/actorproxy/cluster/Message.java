package io.actorproxy.cluster;

/**
 * A message of the simulation, sent by a turn in the transaction that saves its state.
 *
 * @param id greater than that of every earlier message
 * @param sequence from 1, among those of one sender to one receiver
 */
record Message(long id, int sender, int receiver, long sequence) {
  /** From one sender to one receiver messages keep their order. */
  record Lane(int sender, int receiver) {}

  Lane lane() {
    return new Lane(sender, receiver);
  }
}
