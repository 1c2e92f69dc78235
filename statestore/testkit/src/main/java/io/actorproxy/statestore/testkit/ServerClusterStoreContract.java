package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.FENCED;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.testkit.ClusterWords.assertRefused;
import static io.actorproxy.statestore.testkit.ClusterWords.done;
import static io.actorproxy.statestore.testkit.ClusterWords.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.EncryptingStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.StateCipher;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.View;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The same for a database on a server: what it promises beside, since members use it at once, and
 * save their states there. All tests of a class share one database, which is emptied before each.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class ServerClusterStoreContract extends ClusterStoreContract
    implements MemberMessagesContract {
  private static final List<String> TABLES =
      List.of("cluster", "views", "members", "fences", "groups", "types", "serving", "slots");

  /** How long something is watched that is to wait. */
  private static final long WATCHED_MILLIS = 150;

  private static final byte[] STATE = {1, 2, 3};

  private StateStore one;
  private StateStore other;
  private int actors;

  /** A new driver, as the service loader would make it. */
  protected abstract StateStoreDriver driver();

  /** The settings of one database, as a member of a cluster has them. */
  protected abstract StoreSettings settings();

  /** Removes all rows that a store has written; the tables remain. */
  protected abstract void empty() throws Exception;

  /** A session as one of a member's saves is, for all that tests do behind a store's back. */
  protected abstract Connection connect() throws SQLException;

  /** A table, as statements write it. */
  protected abstract String table(String name);

  /** What a save asks for first: a query that locks the row of fences in a condition. */
  protected abstract String lockFence(String condition);

  @BeforeAll
  final void openStores() throws StoreException {
    one = driver().open(settings());
    other = driver().open(settings());
  }

  @AfterAll
  final void closeStores() {
    one.close();
    other.close();
  }

  @Override
  protected final ClusterStore prepare() throws Exception {
    empty();
    return one.cluster().orElseThrow();
  }

  @Override
  protected final long storeMillis() throws StoreException {
    return one.messages().epochMillis().orElseThrow();
  }

  @Override
  protected final boolean takesSave(Identity member) throws StoreException {
    SaveResult result = untilSaved(newActor(), 0, member);
    assertThat(result).isIn(SAVED, FENCED);
    return result == SAVED;
  }

  @Override
  public final StateStore stateStore() {
    return one;
  }

  @Override
  public final StateStore encrypted() throws StoreException {
    return encrypted(false);
  }

  private StateStore encrypted(boolean allowsPlaintext) throws StoreException {
    SecureRandom random = new SecureRandom();
    var key = new SecretKeySpec(new byte[StateCipher.KEY_BYTES], "AES");
    var cipher = new StateCipher(List.of(key), random);
    return EncryptingStore.open(driver(), settings(), cipher, random, allowsPlaintext);
  }

  private ActorKey newActor() {
    return new ActorKey("shop", "", "actor-" + actors++);
  }

  private SaveResult save(ActorKey actor, long revision, Identity member) throws StoreException {
    return one.snapshots().save(List.of(new Save(actor, revision, STATE, 1).by(member))).getFirst();
  }

  @Override
  protected final void age(long millis) throws SQLException {
    execute(
        "UPDATE %s SET lease_until = lease_until - %d"
            .formatted(table("members"), TimeUnit.MILLISECONDS.toMicros(millis)));
  }

  private void execute(String sql) throws SQLException {
    try (Connection on = connect();
        Statement statement = on.createStatement()) {
      statement.execute(sql);
    }
  }

  private long count(String name) throws SQLException {
    try (Connection on = connect();
        Statement statement = on.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table(name))) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  protected final Restoration dump() throws SQLException {
    Map<String, List<Object[]>> kept = new LinkedHashMap<>();
    try (Connection on = connect();
        Statement statement = on.createStatement()) {
      for (String name : TABLES) {
        try (ResultSet row = statement.executeQuery("SELECT * FROM " + table(name))) {
          kept.put(name, rows(row));
        }
      }
    }
    return () -> restore(kept);
  }

  private static List<Object[]> rows(ResultSet row) throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    while (row.next()) {
      Object[] values = new Object[row.getMetaData().getColumnCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.getObject(i + 1);
      }
      rows.add(values);
    }
    return rows;
  }

  private void restore(Map<String, List<Object[]>> kept) throws SQLException {
    try (Connection on = connect()) {
      for (Map.Entry<String, List<Object[]>> of : kept.entrySet()) {
        String name = table(of.getKey());
        try (Statement statement = on.createStatement()) {
          statement.execute("DELETE FROM " + name);
        }
        for (Object[] row : of.getValue()) {
          String places = "?" + ", ?".repeat(row.length - 1);
          try (PreparedStatement statement =
              on.prepareStatement("INSERT INTO %s VALUES (%s)".formatted(name, places))) {
            for (int i = 0; i < row.length; i++) {
              statement.setObject(i + 1, row[i]);
            }
            statement.executeUpdate();
          }
        }
      }
    }
  }

  // --- alone

  @Test
  final void aProcessThatWorksAloneWritesNothingOfACluster() throws Exception {
    try (StateStore alone = driver().open(settings())) {
      assertThat(done(alone.cluster().orElseThrow().living())).isEmpty();
      assertThat(alone.snapshots().save(List.of(new Save(newActor(), 0, STATE, 1))))
          .containsExactly(SAVED);
      alone.probe();
    }
    for (String table : TABLES) {
      assertThat(count(table)).as(table).isZero();
    }
  }

  @Test
  final void aClosedStoreDoesNotKnow() throws StoreException {
    StateStore store = driver().open(settings());
    ClusterStore cluster = store.cluster().orElseThrow();
    assertThat(cluster).isSameAs(store.cluster().orElseThrow());
    Identity me = done(cluster.join(joining("a")));
    store.close();
    for (StoreOutcome<?> outcome :
        List.of(
            cluster.join(joining("a")),
            cluster.beat(me, Set.of()),
            cluster.read(View.NONE),
            cluster.living(),
            cluster.change(me, View.NONE, new Change.Leave()))) {
      assertThat(outcome).isInstanceOf(StoreOutcome.Unknown.class);
      assertThat(((StoreOutcome.Unknown<?>) outcome).cause())
          .isInstanceOf(StoreUnavailableException.class);
    }
    assertThat(words().beat(me).isMember()).isTrue();
  }

  // --- saves

  @Test
  final void encryptedSavesAreOfTheirMembers() throws Exception {
    try (StateStore store = encrypted(true)) {
      ClusterStore cluster = store.cluster().orElseThrow();
      Identity me = done(cluster.join(joining("a")));
      Save save = new Save(newActor(), 0, STATE, 1).by(me);
      assertThat(store.snapshots().save(List.of(save))).containsExactly(SAVED);
      words().change(me, new Change.Leave());
      assertThat(store.snapshots().save(List.of(save))).containsExactly(FENCED);
    }
  }

  @Test
  final void ofABatchTheSavesOfAFencedMemberAreRefusedAndNoOthers() throws Exception {
    Identity me = words().join("a");
    Identity dead = words().join("a");
    List<ActorKey> keys = IntStream.range(0, 5).mapToObj(_ -> newActor()).toList();
    List<Identity> members = List.of(dead, me, Identity.NONE, dead, me);
    List<Save> batch =
        IntStream.range(0, 5)
            .mapToObj(i -> new Save(keys.get(i), 0, STATE, 1).by(members.get(i)))
            .toList();
    words().fence(me, dead);
    assertThat(one.snapshots().save(batch)).containsExactly(FENCED, SAVED, SAVED, FENCED, SAVED);
    assertThat(one.snapshots().load(keys.getFirst())).isEmpty();
    assertThat(one.snapshots().load(keys.get(1))).isPresent();
    assertThat(one.snapshots().save(batch)).containsExactly(FENCED, SAVED, SAVED, FENCED, SAVED);
  }

  @Test
  final void aFenceWaitsForTheSavesUnderWay() throws Exception {
    Identity me = words().join("a");
    Identity dead = words().join("a");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection saving = connect();
        Statement statement = saving.createStatement()) {
      saving.setAutoCommit(false);
      statement.execute(lockFence("epoch = " + dead.epoch()));
      Future<?> fence = threads.submit(() -> fenceAtLast(me, dead));
      assertWaits(fence);
      assertThat(words().beat(me).leases()).containsKey(dead.epoch());
      saving.commit();
      fence.get();
    }
    assertThat(takesSave(dead)).isFalse();
  }

  @Test
  final void aSaveWaitsForAFenceUnderWay() throws Exception {
    words().join("a");
    Identity dead = words().join("a");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection fencing = connect();
        Statement statement = fencing.createStatement()) {
      fencing.setAutoCommit(false);
      statement.execute("DELETE FROM %s WHERE epoch = %d".formatted(table("fences"), dead.epoch()));
      Future<Boolean> save = threads.submit(() -> takesSave(dead));
      assertWaits(save);
      fencing.commit();
      assertThat(save.get()).isFalse();
    }
  }

  /** A lock that is not given in time is asked for again. */
  private void fenceAtLast(Identity me, Identity dead) {
    await().untilAsserted(() -> words().fence(me, dead));
  }

  private static void assertWaits(Future<?> waiting) {
    assertThatThrownBy(() -> waiting.get(WATCHED_MILLIS, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  final void aMemberThatSavesWithoutPauseCanBeFenced() throws Exception {
    Identity me = words().join("a");
    Identity dead = words().join("a");
    AtomicBoolean wasSaved = new AtomicBoolean();
    AtomicBoolean isOver = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        AutoCloseable _ = () -> isOver.set(true)) {
      Future<Integer> saves =
          threads.submit(
              () -> {
                ActorKey actor = newActor();
                int saved = 0;
                while (!isOver.get() && untilSaved(actor, saved, dead) == SAVED) {
                  wasSaved.set(++saved > 20);
                }
                return saved;
              });
      await().untilTrue(wasSaved);
      fenceAtLast(me, dead);
      assertThat(saves.get(10, TimeUnit.SECONDS)).isGreaterThan(20);
    }
  }

  // --- clients that stand still

  @Test
  final void clientsThatStandStillHoldOthersUpForTwoSecondsAtMost() throws Exception {
    Identity me = words().join("a");
    Identity dead = words().join("a");
    ActorKey actor = newActor();
    save(actor, 0, me);
    View view = words().view();
    long lease = words().leaseOf(dead, me);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection changing = connect();
        Connection saving = connect();
        Connection holding = connect()) {
      standStill(changing, "UPDATE %s SET view = view".formatted(table("cluster")));
      standStill(saving, lockFence("epoch = " + dead.epoch()));
      standStill(holding, "UPDATE %s SET writer = writer".formatted(table("actors")));
      long begin = System.nanoTime();
      var fence = new Change.Fence(dead.epoch(), lease, Map.of());
      ClusterStore others = other.cluster().orElseThrow();
      Joining joining = joining("a");
      Future<StoreOutcome<Changes>> fenced =
          threads.submit(() -> untilKnown(() -> store().change(me, view, fence)));
      Future<StoreOutcome<Identity>> joined =
          threads.submit(() -> untilKnown(() -> others.join(joining)));
      Future<SaveResult> saved = threads.submit(() -> untilSaved(actor, 1, me));
      while (millisSince(begin) < 1_000) {
        long beat = System.nanoTime();
        assertThat(words().beat(me).isMember()).isTrue();
        assertThat(store().read(View.NONE)).isInstanceOf(StoreOutcome.Done.class);
        assertThat(millisSince(beat)).isLessThan(1_500);
      }
      joined.get();
      assertThat(fenced.get()).isNotInstanceOf(StoreOutcome.Unknown.class);
      assertThat(saved.get()).isEqualTo(SAVED);
      assertThat(millisSince(begin)).isBetween(1_500L, 4_500L);
    }
  }

  private static void standStill(Connection on, String sql) throws SQLException {
    on.setAutoCommit(false);
    try (Statement statement = on.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  private static <T> StoreOutcome<T> untilKnown(Supplier<StoreOutcome<T>> operation) {
    StoreOutcome<T> outcome;
    do {
      outcome = operation.get();
    } while (outcome instanceof StoreOutcome.Unknown);
    return outcome;
  }

  private SaveResult untilSaved(ActorKey actor, long revision, Identity member) {
    @Nullable SaveResult result = null;
    while (result == null) {
      try {
        result = save(actor, revision, member);
      } catch (StoreException e) {
        assertThat(e).isInstanceOf(StoreUnavailableException.class);
      }
    }
    return result;
  }

  // --- many members

  @Test
  final void membersThatJoinEmptyTablesAtOnceAreAllThere() throws Exception {
    List<Callable<Identity>> joins = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ClusterStore store = (i % 2 == 0 ? one : other).cluster().orElseThrow();
      Joining joining = joining("a", "cart");
      joins.add(() -> done(untilKnown(() -> store.join(joining))));
    }
    List<Identity> members = AtOnce.run(joins);
    assertThat(words().read().members())
        .extracting(Member::epoch)
        .containsExactlyInAnyOrderElementsOf(
            members.stream().map(Identity::epoch).distinct().toList())
        .hasSize(8);
    assertThat(words().read().groups()).hasSize(1);
    assertThat(words().slots()).hasSize(ClusterStore.SLOTS_OF_A_GROUP);
  }

  @Test
  final void aJoinWaitsForAChangeUnderWay() throws Exception {
    words().join("a");
    long ahead = words().view().number() + 60_000;
    Joining joining = joining("a");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection changing = connect()) {
      standStill(changing, "UPDATE %s SET view = %d".formatted(table("cluster"), ahead));
      Future<?> join = threads.submit(() -> untilKnown(() -> store().join(joining)));
      assertWaits(join);
      changing.commit();
      join.get();
    }
    assertThat(words().view().number()).isGreaterThan(ahead);
  }

  /** Each member knows only what the answers of its own changes told it. */
  @Test
  final void changesOfManyMembersAtOnceMakeOneRowOfViews() throws Exception {
    long seed = System.nanoTime();
    System.out.println("changesOfManyMembersAtOnce: seed " + seed);
    List<Identity> members = IntStream.range(0, 6).mapToObj(_ -> words().join("a")).toList();
    words().change(members.getFirst(), new Change.Register(ClusterWords.named("cart")));
    ConcurrentLinkedQueue<Changes> made = new ConcurrentLinkedQueue<>();
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      ClusterStore store = (i % 2 == 0 ? one : other).cluster().orElseThrow();
      Identity me = members.get(i);
      Random random = new Random(seed + i);
      tasks.add(() -> changeAtRandom(store, me, members, random, made));
    }
    tasks.add(() -> joinAndLeave(other.cluster().orElseThrow(), made));
    AtOnce.run(tasks);
    assertThat(made).extracting(Changes::view).doesNotHaveDuplicates();
    Changes last =
        made.stream()
            .max((a, b) -> Long.compare(a.view().number(), b.view().number()))
            .orElseThrow();
    assertThat(words().view()).isEqualTo(last.view());
    // The rows are those of the last change of each slot, in the order of the views.
    Map<SlotId, Slot> expected = new LinkedHashMap<>();
    made.stream()
        .sorted((a, b) -> Long.compare(a.view().number(), b.view().number()))
        .forEach(changes -> changes.slots().forEach(slot -> expected.put(slot.id(), slot)));
    expected.forEach(
        (id, slot) -> assertThat(words().slot(id)).as("seed %d", seed).isEqualTo(slot));
  }

  private static int changeAtRandom(
      ClusterStore store,
      Identity me,
      List<Identity> members,
      Random random,
      ConcurrentLinkedQueue<Changes> made) {
    View view = View.NONE;
    Map<SlotId, Slot> known = new LinkedHashMap<>();
    int changed = 0;
    while (changed < 10) {
      Changes read = done(untilKnown(() -> store.read(View.NONE)));
      view = read.view();
      read.slots().forEach(slot -> known.put(slot.id(), slot));
      Change change = anyChange(me, members, List.copyOf(known.values()), random);
      View seen = view;
      if (store.change(me, seen, change) instanceof StoreOutcome.Done<Changes>(Changes changes)) {
        assertThat(changes.view().number()).isGreaterThan(seen.number());
        made.add(changes);
        changed++;
      }
      assertThat(done(untilKnown(() -> store.beat(me, Set.of(seen)))).isMember()).isTrue();
    }
    return changed;
  }

  private static int joinAndLeave(ClusterStore store, ConcurrentLinkedQueue<Changes> made) {
    for (int i = 0; i < 10; i++) {
      Joining joining = joining("a");
      Identity me = done(untilKnown(() -> store.join(joining)));
      StoreOutcome<Changes> left;
      do {
        View view = done(untilKnown(() -> store.read(View.NONE))).view();
        left = store.change(me, view, new Change.Leave());
      } while (!(left instanceof StoreOutcome.Done));
      made.add(done(left));
    }
    return 10;
  }

  private static Change anyChange(
      Identity me, List<Identity> members, List<Slot> slots, Random random) {
    List<Slot> owned = slots.stream().filter(slot -> slot.owner() == me.epoch()).toList();
    Slot any = slots.get(random.nextInt(slots.size()));
    if (random.nextInt(3) == 0) {
      return new Change.Announce(Member.State.UP, random.nextBoolean());
    }
    if (owned.isEmpty() || random.nextBoolean()) {
      return new Change.Adopt(Map.of(any.id(), me.epoch()));
    }
    Slot slot = owned.getFirst();
    Identity to = members.get(random.nextInt(members.size()));
    return new Change.Move(
        List.of(new Change.SlotVersion(slot.id(), slot.version())), List.of(to.epoch()));
  }

  @Test
  final void onlyTheLastThousandViewsAreRemembered() throws Exception {
    Identity me = words().join("a");
    View view = words().view();
    try (Connection on = connect();
        PreparedStatement insert =
            on.prepareStatement(
                "INSERT INTO %s (number, token) VALUES (?, 5)".formatted(table("views")))) {
      for (int i = 1; i <= 1_200; i++) {
        insert.setLong(1, view.number() - i);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    View oldest = new View(view.number() - 1_200, 5, view.history());
    View kept = new View(view.number() - 900, 5, view.history());
    assertThat(store().read(oldest)).isInstanceOf(StoreOutcome.Done.class);
    words().change(me, new Change.Announce(Member.State.UP, true));
    assertThat(count("views")).isEqualTo(1_000);
    assertThat(store().read(kept)).isInstanceOf(StoreOutcome.Done.class);
    assertRefused(store().read(oldest));

    store().join(ClusterWords.joining("a", Set.of(oldest)));
    assertThat(words().view().history()).isEqualTo(view.history());
    View lost = new View(view.number() - 900, 6, view.history());
    store().join(ClusterWords.joining("a", Set.of(lost)));
    assertThat(words().view().history()).isNotEqualTo(view.history());
  }
}
