package io.actorproxy.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * The state of an actor: a number, and the log of what it has run. Written as text, the parts
 * separated by spaces.
 *
 * @param value the number
 * @param base how many entries of the log have been forgotten, because the runner knows them
 * @param log the entries after these, the oldest first
 */
record ActorMemory(long value, long base, List<String> log) {
  static final ActorMemory EMPTY = new ActorMemory(0, 0, List.of());

  static ActorMemory parse(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    List<String> parts = List.of(text.split(" "));
    return new ActorMemory(
        Long.parseLong(parts.get(0)), Long.parseLong(parts.get(1)), parts.subList(2, parts.size()));
  }

  /** How many entries the log has had in all. */
  long end() {
    return base + log.size();
  }

  /** Without the first {@code known} entries there ever were. */
  ActorMemory forget(long known) {
    int forgotten = Math.clamp(known - base, 0, log.size());
    return new ActorMemory(value, base + forgotten, log.subList(forgotten, log.size()));
  }

  /** With one more entry, and another number. */
  ActorMemory with(long newValue, String entry) {
    List<String> longer = new ArrayList<>(log);
    longer.add(entry);
    return new ActorMemory(newValue, base, longer);
  }

  @Override
  public String toString() {
    String numbers = value + " " + base;
    return log.isEmpty() ? numbers : numbers + " " + String.join(" ", log);
  }
}
