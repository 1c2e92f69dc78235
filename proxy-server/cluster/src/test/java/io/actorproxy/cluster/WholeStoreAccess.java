package io.actorproxy.cluster;

import io.actorproxy.state.FakeSnapshotStore.Fault;
import io.actorproxy.statestore.MemberMessages;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.View;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way of one process to the store: it may be cut, and answers may be lost. */
final class WholeStoreAccess implements StoreClient {
  private static final int LOST_ONE_IN = 15;

  private final WholeCluster world;
  private final WholeMember member;
  private final SimulatedMachine.SimulatedThread thread;
  private final SplittableRandom random;
  private boolean isCut;
  private long connectedAt;

  WholeStoreAccess(
      WholeCluster world,
      WholeMember member,
      SimulatedMachine.SimulatedThread thread,
      SplittableRandom random) {
    this.world = world;
    this.member = member;
    this.thread = thread;
    this.random = random;
  }

  void cut(boolean cut) {
    isCut = cut;
    connectedAt = world.now();
  }

  /** When it last did not reach the store. */
  long troubledAt() {
    return isCut ? world.now() : connectedAt;
  }

  private boolean losesAnswer() {
    return world.losesAnswers() && random.nextInt(LOST_ONE_IN) == 0;
  }

  // --- states and messages

  /**
   * Does something with the states, which fails while the store cannot be reached.
   *
   * @param saves whether it saves something
   * @return what the work returns
   */
  boolean during(boolean saves, BooleanSupplier work) {
    if (isCut) {
      world.states().goDown(unavailable());
    } else if (saves && losesAnswer()) {
      world
          .states()
          .failNext(random.nextBoolean() ? Fault.UNAVAILABLE : Fault.STORED_BUT_UNAVAILABLE);
    }
    world.fenceInStates();
    boolean isDone = work.getAsBoolean();
    world.states().comeUp();
    return isDone;
  }

  private static StoreUnavailableException unavailable() {
    return new StoreUnavailableException("The store cannot be reached.");
  }

  MessageStore messages() {
    return unreliable(MessageStore.class, world.messages().asStore());
  }

  private <T> T unreliable(Class<T> type, T store) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                method.getName().equals("ofMembers")
                    ? Optional.of(unreliable(MemberMessages.class, world.messages()))
                    : ask(method, store, arguments)));
  }

  private @Nullable Object ask(Method method, Object store, Object @Nullable [] arguments)
      throws Throwable {
    boolean mayFail = method.getExceptionTypes().length > 0;
    if (mayFail && isCut) {
      throw unavailable();
    }
    Object result;
    try {
      result = method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (mayFail && losesAnswer()) {
      throw unavailable();
    }
    return result;
  }

  // --- the tables of the cluster

  /** A statement whose answer is lost may still be done, also after its time-out. */
  private <T> void ask(Supplier<StoreOutcome<T>> operation, Consumer<StoreOutcome<T>> then) {
    Runnable unknown = () -> then.accept(new StoreOutcome.Unknown<>(null));
    Runnable late =
        () -> {
          var _ = operation.get();
        };
    if (isCut) {
      thread.in(300 + random.nextInt(1_500), unknown);
      return;
    }
    world
        .time()
        .in(
            1 + random.nextInt(2),
            () -> {
              if (isCut) {
                thread.in(300 + random.nextInt(1_500), unknown);
              } else if (losesAnswer()) {
                world.time().in(random.nextBoolean() ? 0 : random.nextInt(1_500), late);
                thread.in(30 + random.nextInt(500), unknown);
              } else {
                StoreOutcome<T> result = operation.get();
                thread.in(1 + random.nextInt(2), isCut ? unknown : () -> then.accept(result));
              }
            });
  }

  @Override
  public void join(Joining joining, Consumer<StoreOutcome<Identity>> then) {
    ask(
        () -> {
          StoreOutcome<Identity> joined = world.store().join(joining);
          if (joined instanceof StoreOutcome.Done<Identity>(Identity me)) {
            world.onJoined(member, me);
          }
          return joined;
        },
        then);
  }

  @Override
  public void beat(Identity me, Set<View> known, Consumer<StoreOutcome<Pulse>> then) {
    ask(() -> world.store().beat(me, known), then);
  }

  @Override
  public void read(View seen, Consumer<StoreOutcome<Changes>> then) {
    ask(() -> world.store().read(seen), then);
  }

  @Override
  public void change(Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then) {
    ask(() -> world.store().change(me, seen, change), then);
  }
}
