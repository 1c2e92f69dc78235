package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.cluster.news.News;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.View;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** News at a member. */
final class NewsInboxTest {
  private final ManualClusterLoop loop = new ManualClusterLoop();
  private int tasks;
  private final CountedStore store = new CountedStore();
  private final List<View> told = new ArrayList<>();
  private final List<News> instances = new ArrayList<>();
  private final Cluster cluster =
      Members.cluster(
          new ClusterLoop() {
            @Override
            public TimeSource time() {
              return loop;
            }

            @Override
            public void schedule(long delayMillis, Runnable task) {
              tasks++;
              loop.schedule(delayMillis, task);
            }
          },
          store,
          (_, _) -> {},
          new IdleActors(false),
          List.of(),
          new Cluster.Listener() {
            @Override
            public void onLeft() {}

            @Override
            public void onRefused() {}

            @Override
            public void onChanged(View view) {
              told.add(view);
            }
          });
  private final NewsInbox inbox = new NewsInbox(cluster, instances::add);

  NewsInboxTest() {
    cluster.start("mark");
    loop.advance(100);
    tasks = 0;
    store.reads = 0;
    store.beats = 0;
  }

  @Test
  void newsOfALaterViewAreReadFromTheStore() {
    inbox.onNews(new News.ViewChanged(new View(9, 9, 1)));
    loop.advance(0);

    assertThat(store.reads).isEqualTo(1);
    assertThat(store.beats).isZero();
    assertThat(cluster.members()).hasSize(1);
  }

  @Test
  void newsOfAViewThatIsKnownCostNothing() {
    inbox.onNews(new News.ViewChanged(View.NONE));
    loop.advance(0);

    assertThat(store.reads).isZero();
  }

  @Test
  void aSuspicionMakesTheNextHeartbeatComeAtOnce() {
    inbox.onSuspicion();
    loop.advance(0);

    assertThat(store.beats).isEqualTo(1);
  }

  @Test
  void aFloodOfNewsIsOneTaskAndOneRead() {
    for (int i = 1; i <= 1_000; i++) {
      inbox.onNews(new News.ViewChanged(new View(i, i, 1)));
      inbox.onSuspicion();
    }

    assertThat(tasks).isEqualTo(1);
    loop.advance(0);
    assertThat(store.reads).isEqualTo(1);
    assertThat(store.beats).isEqualTo(1);
  }

  @Test
  void newsOfInstancesGoToWhoKeepsThem() {
    News removed = new News.Removed(List.of(new ActorId("system", "type", "one")));
    inbox.onNews(removed);

    assertThat(instances).containsExactly(removed);
  }

  @Test
  void aViewThatThisMemberMakesIsTold() {
    cluster.leave();
    loop.advance(100);

    assertThat(told).containsExactly(new View(6, 6, 1));
  }

  /** A store with a member, which counts what it is asked, and in which it may leave. */
  private static final class CountedStore implements StoreClient {
    private int reads;
    private int beats;
    private long number = 5;
    private Member.State state = Member.State.UP;

    private View view() {
      return new View(number, number, 1);
    }

    private Changes changes() {
      var me = new Member(1, 1, new Member.Profile("app", "me", "10.0.0.2", 1, 1), state, false);
      return new Changes(view(), List.of(me), Map.of(), Map.of(), Map.of(), List.of());
    }

    @Override
    public void join(Joining joining, Consumer<StoreOutcome<Identity>> then) {
      then.accept(new StoreOutcome.Done<>(new Identity(1, 1)));
    }

    @Override
    public void beat(Identity me, Set<View> known, Consumer<StoreOutcome<Pulse>> then) {
      beats++;
      then.accept(new StoreOutcome.Done<>(new Pulse(true, true, view(), Map.of())));
    }

    @Override
    public void read(View seen, Consumer<StoreOutcome<Changes>> then) {
      reads++;
      then.accept(new StoreOutcome.Done<>(changes()));
    }

    @Override
    public void change(
        Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then) {
      number++;
      state = Member.State.LEAVING;
      then.accept(new StoreOutcome.Done<>(changes()));
    }
  }
}
