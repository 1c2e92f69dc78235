package io.actorproxy.cluster;

import static io.actorproxy.cluster.ScriptedStore.SLOT;
import static io.actorproxy.definition.TypeBuilder.type;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.state.FakeSnapshotStore;
import io.actorproxy.statestore.cluster.Member.Profile;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member learns of messages that it may claim when they are stored, not by searching. */
final class MemberClaimsTest {
  private final ManualClusterLoop loop = new ManualClusterLoop();
  private final ScriptedStore store = new ScriptedStore();
  private final FakeLinks links = new FakeLinks(loop);
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add").build());
  private final Process owner = new Process("owner");
  private final Process other = new Process("other");

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
    for (long passed = 0; passed < millis; passed += 20) {
      loop.advance(20);
      links.deliver();
      actors.advance(20);
      links.deliver();
    }
  }

  private final class Process implements MemberLink, MemberInbox {
    final MemberClaims claims = new MemberClaims();
    final Cluster cluster;
    final List<Long> due = new ArrayList<>();
    private FakeLinks.@Nullable At at;

    Process(String name) {
      ClusterActors clusterActors = new ClusterActors(_ -> SLOT, (_, _, _) -> {}, () -> true);
      cluster =
          new Cluster(
              ClusterTimings.DEFAULTS,
              ClusterLimits.DEFAULTS,
              loop,
              new SplittableRandom(1),
              store,
              this,
              clusterActors,
              (_, _) -> slot -> requireNonNull(cluster().slot(slot)).owner(),
              new Profile("app", name, "10.0.0.2", 1, 1),
              List.of(new TypeName("sys", "counter")),
              new Cluster.Listener() {
                @Override
                public void onLeft() {}

                @Override
                public void onRefused() {}

                @Override
                public void onMessagesDue(long millis) {
                  claims.onMessagesDue(millis);
                }
              });
      clusterActors.bind(cluster, actors.supervisor());
      claims.bind(cluster, new FakeSnapshotStore().lookups());
      claims.whenMessagesAreDue(due::add);
      cluster.onHost(true);
      cluster.start("mark");
    }

    private Cluster cluster() {
      return cluster;
    }

    long epoch() {
      return requireNonNull(cluster.identity()).epoch();
    }

    @Override
    public void onJoined(long epoch) {
      at = links.join(epoch, this);
    }

    @Override
    public void send(long epoch, Frame frame) {
      requireNonNull(at).send(epoch, frame);
    }

    @Override
    public void onFrame(long from, Frame frame) {
      cluster.onFrame(from, frame);
    }

    @Override
    public void onUnreachable(long epoch) {}

    @Override
    public void onCall(long from, ForwardedCall call, ByteString trace, CallAnswer answer) {}
  }
}
