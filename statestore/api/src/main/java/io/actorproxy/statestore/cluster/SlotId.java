package io.actorproxy.statestore.cluster;

/**
 * A slot of a group of types: the actors of these types whose name hashes to it. A slot has one
 * owner and moves as a whole.
 *
 * @param group its name, which the store gives it
 * @param number from 0; a group has a fixed number of slots
 */
public record SlotId(String group, int number) implements Comparable<SlotId> {
  @Override
  public int compareTo(SlotId other) {
    int byGroup = group.compareTo(other.group);
    return byGroup != 0 ? byGroup : Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return group + "/" + number;
  }
}
