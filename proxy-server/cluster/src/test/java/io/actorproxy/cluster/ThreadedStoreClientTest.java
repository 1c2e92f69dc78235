package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.View;
import io.actorproxy.time.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ThreadedStoreClientTest {
  private static final ClusterStore.Identity ME = new ClusterStore.Identity(5, 55);

  private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
  private final ClusterThread loop = new ClusterThread(TimeSource.SYSTEM);
  private final HangingStore store = new HangingStore();
  private final ThreadedStoreClient client = new ThreadedStoreClient(store, loop);

  @AfterEach
  void close() {
    store.answers.countDown();
    client.close();
    loop.close();
  }

  @Test
  void aHeartbeatWaitsForNoOtherOperation() throws InterruptedException {
    client.read(View.NONE, answers::add);
    client.beat(ME, Set.of(), answers::add);

    assertThat(next()).isInstanceOf(StoreOutcome.Done.class);
    store.answers.countDown();
    assertThat(next()).isInstanceOf(StoreOutcome.Refused.class);
  }

  @Test
  void theOutcomeIsUnknownIfTheDriverThrows() throws InterruptedException {
    client.change(ME, View.NONE, new Change.Leave(), answers::add);
    assertThat(next()).isInstanceOf(StoreOutcome.Unknown.class);
  }

  @Test
  void theOutcomeIsUnknownOnceTheClientIsClosed() throws InterruptedException {
    client.close();
    client.beat(ME, Set.of(), answers::add);
    assertThat(next()).isInstanceOf(StoreOutcome.Unknown.class);
  }

  @Test
  void tasksOfTheLoopRunInOrderAndOneThatThrowsEndsNone() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      int number = i;
      loop.schedule(
          0,
          () -> {
            answers.add(number);
            if (number % 7 == 0) {
              throw new IllegalStateException("told to throw");
            }
          });
    }
    for (int i = 0; i < 100; i++) {
      assertThat(next()).isEqualTo(i);
    }
  }

  private Object next() throws InterruptedException {
    Object answer = answers.poll(20, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    return answer;
  }

  /** Reads hang until they are let go; changes are broken. */
  private static final class HangingStore implements ClusterStore {
    private final CountDownLatch answers = new CountDownLatch(1);

    @Override
    public StoreOutcome<Identity> join(Joining joining) {
      return new StoreOutcome.Done<>(ME);
    }

    @Override
    public StoreOutcome<List<Member>> living() {
      return new StoreOutcome.Done<>(List.of());
    }

    @Override
    public StoreOutcome<Pulse> beat(Identity me, Set<View> known) {
      return new StoreOutcome.Done<>(new Pulse(true, true, View.NONE, Map.of()));
    }

    @Override
    public StoreOutcome<Changes> read(View seen) {
      try {
        answers.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new StoreOutcome.Refused<>();
    }

    @Override
    public StoreOutcome<Changes> change(Identity me, View seen, Change change) {
      throw new IllegalStateException("told to throw " + List.of(me, seen));
    }
  }
}
