package io.actorproxy.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An actor's slot: the group is that of its type, the number is the first byte of the MD5 of {@code
 * system/name} in UTF-8. Rows of slots and of messages name it, and members of different versions
 * share them, so this never changes. Thread safe.
 */
public final class HashedSlots implements ClusterActors.Slots {
  /** How many actors are remembered, a power of 2; to hash a name costs more than to find it. */
  private static final int REMEMBERED = 4_096;

  /** Longer names are hashed each time, so that what is remembered takes a megabyte or two. */
  private static final int CHARS_REMEMBERED = 128;

  /** Those of one take some 8 kB. */
  private static final int GROUPS_REMEMBERED = 256;

  private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(HashedSlots::md5);

  private final @Nullable Remembered[] remembered = new Remembered[REMEMBERED];
  private final Map<String, SlotId[]> groups = new ConcurrentHashMap<>();
  private @Nullable Function<TypeName, @Nullable String> groupOf;

  /** What about an actor never changes. */
  private record Remembered(ActorId actor, TypeName type, int number) {
    static Remembered of(ActorId actor) {
      return new Remembered(actor, typeOf(actor), numberOf(actor));
    }
  }

  /**
   * To be called once, before any other method.
   *
   * @param theGroupOf answers the group of a type, or null if no member has registered it
   */
  public void bind(Function<TypeName, @Nullable String> theGroupOf) {
    groupOf = theGroupOf;
  }

  @Override
  public @Nullable SlotId of(ActorId actor) {
    Remembered known = find(actor);
    String group = requireNonNull(groupOf, "not bound yet").apply(known.type());
    return group == null ? null : slotsOf(group)[known.number()];
  }

  /** Threads may overwrite each other's entries, which never change once they are made. */
  private Remembered find(ActorId actor) {
    int hash = actor.hashCode();
    int place = (hash ^ hash >>> 16) & REMEMBERED - 1;
    Remembered found = remembered[place];
    if (found == null || !found.actor().equals(actor)) {
      found = Remembered.of(actor);
      if (actor.system().length() + actor.parent().length() + actor.name().length()
          <= CHARS_REMEMBERED) {
        remembered[place] = found;
      }
    }
    return found;
  }

  /** The type of an actor; a NAMED one is its own. */
  static TypeName typeOf(ActorId actor) {
    return new TypeName(actor.system(), actor.parent().isEmpty() ? actor.name() : actor.parent());
  }

  /** The parent is left out: it decides the group. */
  static int numberOf(ActorId actor) {
    byte[] text = (actor.system() + "/" + actor.name()).getBytes(UTF_8);
    return Byte.toUnsignedInt(MD5.get().digest(text)[0]);
  }

  private SlotId[] slotsOf(String group) {
    SlotId[] known = groups.get(group);
    return known == null ? remember(group) : known;
  }

  private SlotId[] remember(String group) {
    if (groups.size() >= GROUPS_REMEMBERED) {
      // Each deployment may bring groups, and no word says here which are gone.
      groups.clear();
    }
    return groups.computeIfAbsent(group, HashedSlots::newSlotsOf);
  }

  int groupsRemembered() {
    return groups.size();
  }

  private static SlotId[] newSlotsOf(String group) {
    SlotId[] slots = new SlotId[ClusterStore.SLOTS_OF_A_GROUP];
    for (int number = 0; number < slots.length; number++) {
      slots[number] = new SlotId(group, number);
    }
    return slots;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has MD5", e);
    }
  }
}
