package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A member that has several changes to make, of which the store does not take each. */
final class ViewKeeperTest {
  private static final Identity ME = new Identity(5, 55);
  private static final Change.Announce ANNOUNCE = new Change.Announce(Member.State.LEAVING, true);
  private static final Change.Register REGISTER =
      new Change.Register(List.of(new TypeName("shop", "cart")));

  private final ManualClusterLoop loop = new ManualClusterLoop();
  private final PickyStore store = new PickyStore();
  private final ViewKeeper views =
      new ViewKeeper(loop.epochLoop(), ClusterTimings.DEFAULTS, store, ME, new NobodyListens());
  private final List<Change> over = new ArrayList<>();

  @Test
  void aChangeThatTheStoreNeverTakesKeepsNoOtherWaiting() {
    store.neverTakes = Change.Register.class;
    wish(REGISTER);
    wish(ANNOUNCE);
    wish(new Change.Leave());

    loop.advance(500);

    assertThat(over).containsExactly(ANNOUNCE, new Change.Leave());
    assertThat(store.tried).filteredOn(REGISTER::equals).hasSizeBetween(4, 15);
    store.neverTakes = null;
    loop.advance(100);
    assertThat(over).endsWith(REGISTER);
  }

  @Test
  void changesThatAreTakenAreMadeInTheOrderInWhichTheyWereAskedFor() {
    wish(REGISTER);
    wish(ANNOUNCE);
    loop.advance(100);
    assertThat(store.tried).containsExactly(REGISTER, ANNOUNCE);
    assertThat(over).containsExactly(REGISTER, ANNOUNCE);
  }

  private void wish(Change change) {
    views.change(() -> change, () -> over.add(change));
  }

  /** Takes all changes but those of one kind, whose outcome is never known. */
  private static final class PickyStore implements StoreClient {
    private final List<Change> tried = new ArrayList<>();
    private @Nullable Class<? extends Change> neverTakes;
    private long number = 1;

    private Changes changes() {
      return new Changes(
          new View(number, number, 1), List.of(), Map.of(), Map.of(), Map.of(), List.of());
    }

    @Override
    public void change(
        Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then) {
      tried.add(change);
      if (change.getClass() == neverTakes) {
        then.accept(new StoreOutcome.Unknown<>(null));
      } else {
        number++;
        then.accept(new StoreOutcome.Done<>(changes()));
      }
    }

    @Override
    public void read(View seen, Consumer<StoreOutcome<Changes>> then) {
      then.accept(new StoreOutcome.Done<>(changes()));
    }

    @Override
    public void join(Joining joining, Consumer<StoreOutcome<Identity>> then) {
      throw new AssertionError("no member joins");
    }

    @Override
    public void beat(Identity me, Set<View> known, Consumer<StoreOutcome<Pulse>> then) {
      throw new AssertionError("there is no heartbeat");
    }
  }

  private static final class NobodyListens implements ViewKeeper.Listener {
    @Override
    public void onChanges(Changes changes) {}

    @Override
    public void onChanged(View view) {}

    @Override
    public void onLostHistory() {
      throw new AssertionError("history is lost");
    }
  }
}
