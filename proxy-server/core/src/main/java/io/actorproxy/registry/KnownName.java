package io.actorproxy.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the instances of one name in one system: from which types they were spawned.
 * Read by any thread, changed by the {@link InstanceCache} alone.
 */
public final class KnownName {
  private final String system;
  private final String name;
  private volatile Map<String, Recording> parents = Map.of();
  private volatile @Nullable LookUp lookUp;
  private volatile boolean complete;

  /** When it was, in milliseconds of the process; an int, since there may be many names. */
  private volatile int readMillis;

  /** Whether the store is asked whether what is known is still there. */
  private volatile boolean checking;

  /** Whether it is used by calls; without a fence, since a use that is missed costs a look-up. */
  private boolean used;

  KnownName(String system, String name) {
    this.system = system;
    this.name = name;
  }

  String system() {
    return system;
  }

  String name() {
    return name;
  }

  /** The recording of the instance of that type; null if none is known. */
  @Nullable Recording recording(String parent) {
    return parents.get(parent);
  }

  /**
   * The recording that a call has to wait for; null if none is known, or if the call has to wait
   * for a search first, as others do that came before.
   *
   * @param waited whether it has waited for that
   */
  public @Nullable Recording recordingFor(String parent, boolean waited) {
    Recording recording = parents.get(parent);
    // What is not in the store yet is known from elsewhere than from the search.
    return recording == Recording.RECORDED && lookUp != null && !waited ? null : recording;
  }

  /** The types of which an instance is known, with its recording. */
  public Map<String, Recording> parents() {
    return parents;
  }

  /** Whether the store was searched, so that there are no others. */
  public boolean isComplete() {
    return complete;
  }

  /**
   * Whether there are no others, and no search for them has calls that wait.
   *
   * @param waited whether the call has waited for it
   */
  public boolean isSettled(boolean waited) {
    return complete && (waited || lookUp == null);
  }

  /** The search that has not ended, not even for all calls that wait for it; null if none has. */
  @Nullable LookUp lookUp() {
    return lookUp;
  }

  /** Whether the store was searched in the last {@code millis} before now. */
  boolean isReadWithin(int millis, int nowMillis) {
    int age = nowMillis - readMillis;
    return complete && age >= 0 && age < millis;
  }

  /** Whether instances are known since longer than {@code millis}, and are not being checked. */
  boolean isOlderThan(int millis, int nowMillis) {
    int age = nowMillis - readMillis;
    return complete && !checking && (age < 0 || age >= millis) && !parents.isEmpty();
  }

  // --- changed under the lock of the cache

  void know(Map<String, Recording> now) {
    parents = now;
  }

  void begin(LookUp search) {
    lookUp = search;
  }

  void end() {
    lookUp = null;
  }

  void complete(int nowMillis) {
    readMillis = nowMillis;
    complete = true;
  }

  /** There may be others by now. */
  void outdate() {
    complete = false;
  }

  boolean isChecking() {
    return checking;
  }

  void checking(boolean is) {
    checking = is;
  }

  /** Whether it must stay: it knows what the store does not, or calls wait for it. */
  boolean isHeld() {
    if (lookUp != null || checking) {
      return true;
    }
    for (Recording recording : parents.values()) {
      if (recording != Recording.RECORDED) {
        return true;
      }
    }
    return false;
  }

  // --- the mark of the hand that makes room

  /** Absences are not marked, so that they leave first. */
  void use() {
    if (!used && !parents.isEmpty()) {
      used = true;
    }
  }

  boolean takeUse() {
    boolean was = used;
    used = false;
    return was;
  }
}
