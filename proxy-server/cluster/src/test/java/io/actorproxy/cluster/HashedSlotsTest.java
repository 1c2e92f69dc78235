package io.actorproxy.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Slots are in stored rows and shared by members of all versions, so they never change. */
final class HashedSlotsTest {
  private final Map<TypeName, String> groups = new HashMap<>();
  private final HashedSlots slots = new HashedSlots();

  HashedSlotsTest() {
    slots.bind(groups::get);
  }

  /** Made by {@code md5sum}. */
  @Test
  void slotsAreWhatTheyHaveAlwaysBeen() {
    assertThat(numberOf("sys", "counter")).isEqualTo(141);
    assertThat(numberOf("spawn-system", "joe")).isEqualTo(217);
    assertThat(numberOf("shop", "cart-4711")).isEqualTo(255);
    assertThat(numberOf("système", "Zoë")).isEqualTo(176);
    assertThat(numberOf("shop", "日本/🦊")).isEqualTo(0x9b);
  }

  private static int numberOf(String system, String name) {
    return HashedSlots.numberOf(ActorId.named(system, name));
  }

  @Test
  void theSlotIsOneOfTheGroupOfTheActorsType() {
    groups.put(new TypeName("sys", "counter"), "1");
    groups.put(new TypeName("sys", "cart"), "2");
    assertThat(slots.of(ActorId.named("sys", "counter"))).isEqualTo(new SlotId("1", 141));
    assertThat(slots.of(new ActorId("sys", "cart", "counter"))).isEqualTo(new SlotId("2", 141));
  }

  @Test
  void anActorOfATypeWithoutGroupHasNone() {
    groups.put(new TypeName("other", "counter"), "1");
    groups.put(new TypeName("sys", "joe"), "2");
    assertThat(slots.of(ActorId.named("sys", "counter"))).isNull();
    assertThat(slots.of(new ActorId("sys", "counter", "joe"))).isNull();
  }

  @Test
  void aTypeThatBecomesAnotherAppsTakesItsActorsWithIt() {
    ActorId actor = ActorId.named("sys", "counter");
    groups.put(new TypeName("sys", "counter"), "1");
    assertThat(slots.of(actor)).isEqualTo(new SlotId("1", 141));
    groups.put(new TypeName("sys", "counter"), "7");
    assertThat(slots.of(actor)).isEqualTo(new SlotId("7", 141));
  }

  @Test
  void groupsOfManyDeploymentsAreNotAllRemembered() {
    TypeName type = new TypeName("sys", "counter");
    for (int i = 0; i < 3_000; i++) {
      groups.put(type, "group" + i);
      assertThat(slots.of(ActorId.named("sys", "counter"))).isEqualTo(new SlotId("group" + i, 141));
    }
    assertThat(slots.groupsRemembered()).isBetween(1, 512);
  }

  @Test
  void whatIsRememberedIsWhatIsComputed() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3; i++) {
      groups.put(new TypeName("sys", "type" + i), "group" + i);
    }
    for (int i = 0; i < 50_000; i++) {
      int type = random.nextInt(3);
      String name = Integer.toString(random.nextInt(10_000)).repeat(1 + random.nextInt(40));
      assertThat(slots.of(new ActorId("sys", "type" + type, name)))
          .as("seed %d", seed)
          .isEqualTo(new SlotId("group" + type, firstByteOfMd5("sys/" + name)));
    }
  }

  private static int firstByteOfMd5(String text) throws Exception {
    byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
    return new BigInteger(1, digest).shiftRight(120).intValue();
  }
}
