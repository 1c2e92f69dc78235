package io.actorproxy.cluster;

import static io.actorproxy.cluster.ScriptedStore.SLOT;
import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.entity.ActorHarness;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member learns of messages that it may claim when they are stored, not by searching. */
final class MemberClaimsTest {
  private final Members members = new Members();
  private final ScriptedStore store = members.store;
  private final Process owner = new Process();
  private final Process other = new Process();

  @BeforeEach
  void theOwnerHasTheSlot() {
    advance(100);
    store.move(owner.epoch(), Slot.NO_MEMBER);
    advance(600);
    owner.due.clear();
    other.due.clear();
  }

  @Test
  void theOwnerOfASlotIsToldOfMessagesThatAnotherMemberStores() {
    other.claims.tellOwner(SLOT, 42);
    advance(20);

    assertThat(owner.due).containsExactly(42L);
    assertThat(other.due).isEmpty();
  }

  @Test
  void manyMessagesAreToldOfTogetherByTheFirstThatIsDue() {
    for (int i = 0; i < 1_000; i++) {
      other.claims.tellOwner(SLOT, 5_000 - i);
    }
    advance(20);
    other.claims.tellOwner(SLOT, 9_000);
    advance(20);

    assertThat(owner.due).containsExactly(4_001L, 9_000L);
  }

  @Test
  void ofASlotWithoutAnOwnerNoMemberIsTold() {
    other.claims.tellOwner(new SlotId("unknown", 3), 42);
    advance(20);

    assertThat(owner.due).isEmpty();
    assertThat(other.due).isEmpty();
  }

  @Test
  void whoGetsASlotLooksForItsMessagesAtOnce() {
    store.move(other.epoch(), owner.epoch());
    advance(600);

    assertThat(other.cluster.isClaimable(SLOT)).isTrue();
    assertThat(owner.cluster.isClaimable(SLOT)).isFalse();
    assertThat(other.due).containsExactly(0L);
  }

  private void advance(long millis) {
    members.advance(millis, 10);
  }

  private final class Process {
    final Members.Process member = members.new Process(_ -> SLOT, "counter");
    final MemberClaims claims = member.claims;
    final Cluster cluster = member.cluster;
    final List<Long> due = new ArrayList<>();

    Process() {
      claims.whenMessagesAreDue(due::add);
      member.start(ActorHarness.ownedBy(member.ownership, type("counter").actions("add").build()));
    }

    long epoch() {
      return member.epoch();
    }
  }
}
