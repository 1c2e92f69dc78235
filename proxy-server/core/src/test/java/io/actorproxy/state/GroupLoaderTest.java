package io.actorproxy.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.time.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** The loads of a manager whose threads are turned by hand. */
final class GroupLoaderTest {
  private static final ActorId A = ActorId.named("sys", "a");
  private static final ActorId B = ActorId.named("sys", "b");
  private static final ActorId C = ActorId.named("sys", "c");

  private final ManualLoop loop = new ManualLoop();
  private final SteppedState state = new SteppedState(loop.time(), 0, ActivationMemory.unlimited());
  private final List<String> heard = new ArrayList<>();

  GroupLoaderTest() {
    state.store().loadTogether(2);
    state.writeBehindTheBack(A, new byte[0]);
    state.writeBehindTheBack(C, new byte[0]);
  }

  @Test
  void actorsThatWaitAtTheSameTimeAreLoadedTogetherInOrder() {
    load(A, B, C);

    state.load();
    loop.drain();
    assertThat(heard).containsExactly("a found", "b missing");

    state.load();
    loop.drain();
    assertThat(heard).containsExactly("a found", "b missing", "c found");
  }

  @Test
  void eachActorIsAnsweredOnceHoweverManyTasksThereAre() {
    load(A, B, C);

    runAll();

    assertThat(heard).containsExactly("a found", "b missing", "c found");
    assertThat(state.store().loads()).isEqualTo(3);
  }

  @Test
  void oneDamagedStateDoesNotKeepItsNeighbourFromBeingLoaded() {
    state.store().damage(A.key());
    load(A, C);

    runAll();

    assertThat(heard).containsExactly("a " + ErrorCode.STATE_CORRUPTED, "c found");
  }

  @Test
  void aStoreThatIsAwayIsAskedOnceForAllOfThem() {
    state.store().goDown(new StoreUnavailableException("gone"));
    load(A, C);

    runAll();

    assertThat(heard)
        .containsExactly("a " + ErrorCode.STORE_UNAVAILABLE, "c " + ErrorCode.STORE_UNAVAILABLE);
    assertThat(state.store().loads()).isEqualTo(1);
    assertThat(state.health().failure()).isNotNull();
  }

  @Test
  void aStoreThatIsBackIsNoticedByLoadsTogether() {
    state.store().goDown(new StoreUnavailableException("gone"));
    load(A);
    runAll();
    state.store().comeUp();

    load(A, C);
    runAll();

    assertThat(state.health().failure()).isNull();
  }

  @Test
  void anActorThatBreaksDoesNotKeepItsNeighbourWaiting() {
    state
        .manager()
        .load(
            A,
            loop,
            _ -> {
              throw new IllegalStateException("a bug");
            });
    load(C);

    runAll();

    assertThat(heard).containsExactly("c found");
  }

  @Test
  void whatIsLoadedForAnEventLoopThatHasEndedIsGivenBack() {
    ActivationMemory memory = new ActivationMemory(1_000_000, 1_000, 0);
    SteppedState small = new SteppedState(loop.time(), 0, memory);
    small.writeBehindTheBack(A, new byte[500]);
    small
        .manager()
        .load(
            A,
            _ -> {
              throw new RejectedExecutionException("ended");
            },
            _ -> heard.add("a"));
    small.manager().load(C, loop, _ -> heard.add("c"));

    while (small.hasLoads()) {
      small.load();
    }
    loop.drain();

    assertThat(heard).containsExactly("c");
    assertThat(memory.bytes()).isZero();
  }

  private void load(ActorId... actors) {
    for (ActorId actor : actors) {
      state.manager().load(actor, loop, result -> heard.add(actor.name() + " " + word(result)));
    }
  }

  private void runAll() {
    while (state.hasLoads()) {
      state.load();
    }
    loop.drain();
  }

  private static String word(LoadResult result) {
    return switch (result) {
      case LoadResult.Found _ -> "found";
      case LoadResult.Missing() -> "missing";
      case LoadResult.NotLoaded(Failure failure) -> failure.code().toString();
    };
  }
}
