package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.testkit.ClusterWords.done;
import static io.actorproxy.statestore.testkit.ClusterWords.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.StoreOutcome.Done;
import io.actorproxy.statestore.cluster.View;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a store promises when a replica becomes the primary, while the old one keeps its sessions
 * but takes no writes any more.
 */
public abstract class FailOverContract {

  private static final ActorKey ANN = new ActorKey("shop", "", "ann");
  private static final ActorKey BOB = new ActorKey("shop", "", "bob");
  private static final ActorKey EVE = new ActorKey("shop", "", "eve");
  private static final byte[] STATE = {1, 2, 3};

  /** From the promotion to the first save. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir private Path directory;
  private Pair servers;

  /** A primary and its replica, for one test. */
  public interface Pair extends AutoCloseable {

    /** Where the first primary listens, on 127.0.0.1. */
    int firstPort();

    /** Where the replica listens. */
    int secondPort();

    /** What a store connects with, but for host and port. */
    Map<String, String> properties();

    /** Makes the primary read-only, and leaves its sessions alone. */
    void demoteFirst() throws Exception;

    /** Makes the replica the primary; it has all that was committed. */
    void promoteSecond() throws Exception;

    @Override
    void close() throws Exception;
  }

  /** A new driver, as the service loader would make it. */
  protected abstract StateStoreDriver driver();

  /** Starts both. */
  protected abstract Pair start(Path directory) throws Exception;

  @BeforeEach
  final void startServers() throws Exception {
    servers = start(directory);
  }

  @AfterEach
  final void stopServers() throws Exception {
    servers.close();
  }

  private StateStore open(String host, int port) throws StoreException {
    Map<String, String> properties = new HashMap<>(servers.properties());
    properties.put("host", host);
    properties.put("port", Integer.toString(port));
    return driver().open(new StoreSettings(directory, 1_000, properties));
  }

  /** All in one fail-over, since the servers take long to start. */
  @Test
  final void savesGoOnWhereTheAddressLeadsAndAtThatServerWhichTakesThem() throws Exception {
    assertThatThrownBy(() -> open("127.0.0.1", servers.secondPort()).close())
        .as("the replica alone")
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("read-only")
        .hasMessageContaining("PROXY_DATABASE_HOST");
    String hosts = "127.0.0.1:%d,127.0.0.1".formatted(servers.secondPort());
    try (Relay relay = new Relay(servers.firstPort());
        Relay left = new Relay(servers.firstPort());
        StateStore byAddress = open("127.0.0.1", relay.port());
        StateStore byList = open(hosts, servers.firstPort());
        StateStore late =
            open("127.0.0.1:%d,127.0.0.1".formatted(left.port()), servers.secondPort())) {
      begin(byAddress, ANN);
      begin(byList, BOB);
      begin(late, EVE);
      Identity byAddressMember = join(byAddress);
      Identity byListMember = join(byList);
      servers.demoteFirst();
      assertThatThrownBy(() -> save(byAddress, ANN, 1))
          .isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> save(byList, BOB, 1)).isInstanceOf(StoreUnavailableException.class);
      relay.leadTo(servers.secondPort());
      servers.promoteSecond();
      long promoted = System.nanoTime();
      assertContinues(byAddress, "where the address leads", ANN, promoted);
      assertContinues(byList, "at one of several servers", BOB, promoted);
      assertRemainsMember(byAddress, byAddressMember);
      assertRemainsMember(byList, byListMember);
      long connections = left.connections();
      assertThatThrownBy(() -> save(late, EVE, 1)).isInstanceOf(StoreUnavailableException.class);
      assertContinues(late, "when the server was left", EVE, System.nanoTime());
      assertThat(left.connections()).as("to the server that was left").isEqualTo(connections);
    }
  }

  private static void begin(StateStore store, ActorKey actor) throws StoreException {
    save(store, actor, 0);
    store.snapshots().load(actor); // Another connection than that of saves.
  }

  private static Identity join(StateStore store) {
    ClusterStore cluster = store.cluster().orElseThrow();
    Identity me = done(cluster.join(joining("a")));
    // Both kinds of connections.
    assertThat(done(cluster.beat(me, Set.of())).isMember()).isTrue();
    return me;
  }

  private static void assertRemainsMember(StateStore store, Identity me) {
    ClusterStore cluster = store.cluster().orElseThrow();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                cluster.beat(me, Set.of()) instanceof Done<Pulse>(Pulse pulse) && pulse.isMember());
    View view = done(cluster.read(View.NONE)).view();
    done(cluster.change(me, view, new Change.Announce(Member.State.UP, false)));
  }

  private static void assertContinues(StateStore store, String how, ActorKey actor, long promoted)
      throws StoreException {
    await()
        .atMost(LIMIT.multipliedBy(2))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .untilAsserted(() -> save(store, actor, 1));
    Duration taken = Duration.ofNanos(System.nanoTime() - promoted);
    System.out.printf(
        "%s, %s: the first save %.2f s after the promotion%n",
        store.name(), how, taken.toMillis() / 1_000.0);
    assertThat(taken).isLessThan(LIMIT);
    assertThat(store.snapshots().load(actor)).contains(new Snapshot(2, STATE));
  }

  private static void save(StateStore store, ActorKey actor, long revision) throws StoreException {
    assertThat(store.snapshots().save(List.of(new Save(actor, revision, STATE, 7))))
        .containsExactly(SAVED);
  }
}
