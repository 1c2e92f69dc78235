package io.actorproxy.registry;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names that are known, within a limit of bytes. A hand goes round and lets those leave that
 * have not been used since it last came by. Any thread may look, one at a time may change.
 */
final class NameTable {
  /** Measured bytes of a name without its characters, and of each parent but the first. */
  static final int EACH = 112;

  static final int FURTHER_PARENT = 100;

  /** How many names are looked at for each that is added. */
  private static final int LOOKS = 64;

  /** The same where the limit is far exceeded; names that have to stay must not make it slow. */
  static final int LOOKS_FAR_BEYOND = 1_024;

  private final ConcurrentHashMap<String, SystemNames> systems = new ConcurrentHashMap<>();
  private final Predicate<KnownName> stays;
  private final IntSupplier parentsMax;
  private final long bytesMax;
  private final Queue<SystemNames> rest = new ArrayDeque<>();
  private Iterator<KnownName> hand = Collections.emptyIterator();
  private final AtomicLong bytes = new AtomicLong();

  /** What nearly every name knows, by the parent: one instance, which is recorded. */
  private final Map<String, Map<String, Recording>> alone = new HashMap<>();

  private int count;

  /** The names of a system, whose own one they share. */
  private record SystemNames(String system, ConcurrentHashMap<String, KnownName> byName) {}

  /**
   * @param parentsMax how many parents there are now
   * @param stays which names never leave
   */
  NameTable(long bytesMax, IntSupplier parentsMax, Predicate<KnownName> stays) {
    this.bytesMax = bytesMax;
    this.parentsMax = parentsMax;
    this.stays = stays;
  }

  @Nullable KnownName find(String system, String name) {
    // Two steps, so that no key has to be made.
    SystemNames names = systems.get(system);
    return names == null ? null : names.byName().get(name);
  }

  KnownName findOrAdd(String system, String name) {
    KnownName found = find(system, name);
    if (found != null) {
      return found;
    }
    SystemNames names =
        systems.computeIfAbsent(system, own -> new SystemNames(own, new ConcurrentHashMap<>()));
    KnownName added = new KnownName(names.system(), name);
    names.byName().put(name, added);
    count++;
    bytes.addAndGet(weight(added));
    return added;
  }

  /** Sets the instances of a name. */
  void know(KnownName known, Map<String, Recording> parents) {
    bytes.addAndGet(-weight(known));
    known.know(isOneRecorded(parents) ? shared(parents) : Map.copyOf(parents));
    bytes.addAndGet(weight(known));
  }

  private static boolean isOneRecorded(Map<String, Recording> parents) {
    return parents.size() == 1 && parents.containsValue(Recording.RECORDED);
  }

  /** One map is enough for millions of names. */
  private Map<String, Recording> shared(Map<String, Recording> parents) {
    String parent = parents.keySet().iterator().next();
    Map<String, Recording> known = alone.get(parent);
    if (known != null) {
      return known;
    }
    Map<String, Recording> made = Map.of(parent, Recording.RECORDED);
    if (alone.size() < parentsMax.getAsInt()) {
      alone.put(parent, made);
    }
    return made;
  }

  /** Lets some names leave, if there is no room and they need not stay. */
  void makeRoom() {
    // The second round meets those again that were used before the first.
    int looks = Math.min(2 * count, isFarBeyond() ? LOOKS_FAR_BEYOND : LOOKS);
    for (int i = 0; i < looks && bytes() > bytesMax; i++) {
      KnownName known = next();
      if (known == null) {
        return;
      }
      if (!known.isHeld() && !stays.test(known) && !known.takeUse()) {
        remove(known);
      }
    }
  }

  private boolean isFarBeyond() {
    return bytes() > bytesMax + bytesMax / 16;
  }

  void remove(KnownName known) {
    SystemNames names = systems.get(known.system());
    if (names != null && names.byName().remove(known.name(), known)) {
      count--;
      bytes.addAndGet(-weight(known));
    }
  }

  private @Nullable KnownName next() {
    for (int i = 0; i < 2 && !hand.hasNext(); i++) {
      if (rest.isEmpty()) {
        rest.addAll(systems.values());
      }
      while (!hand.hasNext() && !rest.isEmpty()) {
        hand = rest.remove().byName().values().iterator();
      }
    }
    return hand.hasNext() ? hand.next() : null;
  }

  long bytes() {
    return bytes.get();
  }

  private static long weight(KnownName known) {
    return EACH
        + bytes(known.name())
        + FURTHER_PARENT * (long) Math.max(0, known.parents().size() - 1);
  }

  private static long bytes(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 0xff) {
        return 2L * name.length();
      }
    }
    return name.length();
  }
}
