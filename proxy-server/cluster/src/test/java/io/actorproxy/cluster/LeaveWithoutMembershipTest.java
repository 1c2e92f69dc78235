package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.View;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A process that is told to leave while it is no member, since the store is away or it was fenced.
 */
final class LeaveWithoutMembershipTest {
  private final ManualClusterLoop loop = new ManualClusterLoop();
  private final Joins store = new Joins();
  private int left;
  private final Cluster cluster =
      Members.cluster(
          loop,
          store,
          (_, _) -> {},
          new IdleActors(true),
          List.of(),
          new Cluster.Listener() {
            @Override
            public void onLeft() {
              left++;
            }

            @Override
            public void onRefused() {}
          });

  @Test
  void aProcessWhoseJoinHasFailedLeavesAtOnceAndJoinsNoMore() {
    cluster.start("mark");
    store.answerUnknown();
    cluster.leave();
    assertThat(left).isEqualTo(1);
    assertThat(cluster.hasGivenAway()).isTrue();

    loop.advance(1_000);
    assertThat(store.held).isEmpty();
    assertThat(left).isEqualTo(1);
  }

  @Test
  void aJoinThatIsUnderWayIsWaitedForOnce() {
    cluster.start("mark");
    cluster.leave();
    assertThat(left).isZero();
    assertThat(cluster.hasGivenAway()).isFalse();

    store.answerUnknown();
    assertThat(left).isEqualTo(1);
    assertThat(cluster.hasGivenAway()).isTrue();
    loop.advance(1_000);
    assertThat(store.held).isEmpty();
  }

  @Test
  void aProcessThatHasBecomeAMemberMeanwhileLeavesAsOne() {
    cluster.start("mark");
    cluster.leave();
    store.answerDone();
    assertThat(cluster.identity()).isNotNull();
    assertThat(left).isZero();
  }

  @Test
  void aProcessThatLeavesDoesNotBeginToJoin() {
    cluster.leave();
    cluster.start("mark");
    assertThat(left).isEqualTo(1);
    assertThat(store.held).isEmpty();
  }

  /** The test says when a join is answered; all else is answered by one that has a view. */
  private static final class Joins implements StoreClient {
    private final ScriptedStore store = new ScriptedStore();
    private final Queue<Runnable> done = new ArrayDeque<>();
    final Queue<Consumer<StoreOutcome<Identity>>> held = new ArrayDeque<>();

    void answerUnknown() {
      done.remove();
      held.remove().accept(new StoreOutcome.Unknown<>(null));
    }

    void answerDone() {
      held.remove();
      done.remove().run();
    }

    @Override
    public void join(Joining joining, Consumer<StoreOutcome<Identity>> then) {
      held.add(then);
      done.add(() -> store.join(joining, then));
    }

    @Override
    public void beat(Identity me, Set<View> known, Consumer<StoreOutcome<Pulse>> then) {
      store.beat(me, known, then);
    }

    @Override
    public void read(View seen, Consumer<StoreOutcome<Changes>> then) {
      store.read(seen, then);
    }

    @Override
    public void change(
        Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then) {
      store.change(me, seen, change, then);
    }
  }
}
