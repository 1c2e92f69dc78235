package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SlotTableTest {
  private static final Identity ME_NOW = new Identity(5, 55);
  private static final long ME = 5;
  private static final long OTHER = 6;
  private static final SlotId SLOT = new SlotId("group", 3);
  private static final long VIEW = 100;
  private static final ActorId ACTOR = ActorId.named("system", "actor");
  private static final ActorId ANOTHER = ActorId.named("system", "another");

  private final List<String> events = new ArrayList<>();
  private final SlotTable table = new SlotTable(ME_NOW, new Events());

  private void learn(long owner, long previous, long version) {
    table.learn(new Slot(SLOT, owner, previous, version), VIEW);
  }

  @Test
  void anOlderRowSaysNothing() {
    learn(OTHER, ME, 4);
    learn(ME, Slot.NO_MEMBER, 3);

    assertThat(table.owned(SLOT)).isNull();
    assertThat(events).containsExactly("owned by 6");
  }

  @Test
  void aSlotThatComesBackInALaterVersionBeginsAnew() {
    learn(ME, Slot.NO_MEMBER, 3);
    requireOwned().settle(0, true);
    learn(ME, OTHER, 5);

    assertThat(table.permit(ACTOR, SLOT)).isNull();
    assertThat(events).containsExactly("gained", "gained");
  }

  @Test
  void slotsOfAGroupThatIsGoneAreForgotten() {
    table.retainGroups(Set.of("group", "other"));
    learn(OTHER, ME, 4);
    learn(Slot.NO_MEMBER, Slot.NO_MEMBER, 5);
    table.retainGroups(Set.of("group", "other"));
    assertThat(table.row(SLOT)).isNotNull();

    table.retainGroups(Set.of("other"));
    assertThat(table.row(SLOT)).isNull();
    assertThat(table.rows()).isEmpty();
  }

  @Test
  void slotsOfAGroupThatIsGoneAreForgottenThoughTheirLastOwnerIsDead() {
    table.retainGroups(Set.of("group", "other"));
    learn(OTHER, Slot.NO_MEMBER, 4);
    table.retainGroups(Set.of("other"));
    assertThat(table.rows()).isEmpty();
  }

  @Test
  void whatAMemberOwnsItDoesNotForget() {
    table.retainGroups(Set.of("group", "other"));
    learn(ME, Slot.NO_MEMBER, 4);
    table.retainGroups(Set.of("other"));
    assertThat(table.owned(SLOT)).isNotNull();
    assertThat(table.row(SLOT)).isNotNull();
  }

  @Test
  void ofOneVersionThePreviousOwnerOnlyDisappears() {
    learn(ME, OTHER, 3);
    learn(ME, OTHER, 3);
    learn(ME, Slot.NO_MEMBER, 3);
    learn(ME, OTHER, 3);

    assertThat(events).containsExactly("gained", "settled");
  }

  @Test
  void noActorMayRunBeforeTheCertificate() {
    learn(ME, OTHER, 3);
    requireOwned().free(Set.of(ACTOR));

    assertThat(table.permit(ACTOR, SLOT)).isNull();
  }

  @Test
  void actorsThatTheCertificateNamesWaitForTheEndOfTheirTurn() {
    learn(ME, OTHER, 3);
    requireOwned().certify(Set.of(ACTOR));
    assertThat(table.permit(ACTOR, SLOT)).isNull();
    assertThat(table.permit(ANOTHER, SLOT)).isNotNull();
    assertThat(requireOwned().isSettled()).isFalse();

    requireOwned().free(Set.of(ACTOR));
    assertThat(table.permit(ACTOR, SLOT)).isNotNull();
    assertThat(requireOwned().isSettled()).isTrue();
  }

  @Test
  void aRepeatedCertificateBlocksNoActorAgain() {
    learn(ME, OTHER, 3);
    requireOwned().certify(Set.of(ACTOR, ANOTHER));
    requireOwned().free(Set.of(ACTOR));
    requireOwned().certify(Set.of(ACTOR, ANOTHER));

    assertThat(table.permit(ACTOR, SLOT)).isNotNull();
    assertThat(table.permit(ANOTHER, SLOT)).isNull();
  }

  private OwnedSlot requireOwned() {
    OwnedSlot slot = table.owned(SLOT);
    if (slot == null) {
      throw new AssertionError("not owned");
    }
    return slot;
  }

  private final class Events implements SlotTable.Listener {
    @Override
    public void onGained(OwnedSlot slot, @Nullable Slot before) {
      events.add("gained");
    }

    @Override
    public void onSettled(OwnedSlot slot) {
      events.add("settled");
    }

    @Override
    public void onOtherOwner(Slot row, @Nullable OwnedSlot mine) {
      events.add("owned by " + row.owner());
    }
  }
}
