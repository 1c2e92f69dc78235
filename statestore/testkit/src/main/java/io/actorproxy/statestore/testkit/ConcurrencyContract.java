package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What many loads see while saves run, and what many random saves add up to. */
interface ConcurrencyContract extends StoreUnderTest {

  ActorKey COUNTER = new ActorKey("shop", "", "counter");

  /** The state of {@link #COUNTER} at a revision: long enough to spread over several pages. */
  private static byte[] counterAt(long revision) {
    ByteBuffer state = ByteBuffer.allocate(16_384);
    while (state.hasRemaining()) {
      state.putLong(revision);
    }
    return state.array();
  }

  @Test
  default void loadsSeeWholeAndNeverOlderStatesWhileSavesRun() throws Exception {
    AtomicLong saved = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    Callable<Long> loader =
        () -> {
          long loads = 0;
          for (boolean last = false; !last; loads++) {
            last = done.get();
            assertLoadIsAtLeast(saved.get());
          }
          return loads;
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> loaders = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        loaders.add(threads.submit(loader));
      }
      try {
        for (int revision = 0; revision < 200; revision++) {
          Save save = new Save(COUNTER, revision, counterAt(revision + 1), 1);
          assertThat(store().snapshots().save(List.of(save))).containsExactly(SAVED);
          saved.set(revision + 1);
        }
      } finally {
        done.set(true);
      }
      for (Future<Long> each : loaders) {
        assertThat(each.get()).isPositive();
      }
    }
  }

  private void assertLoadIsAtLeast(long revision) throws StoreException {
    Optional<Snapshot> seen = store().snapshots().load(COUNTER);
    long seenRevision = seen.map(Snapshot::revision).orElse(0L);
    assertThat(seenRevision).isGreaterThanOrEqualTo(revision);
    if (seen.isPresent()) {
      assertThat(seen.get().state()).isEqualTo(counterAt(seenRevision));
    }
  }

  @Test
  default void randomBatchesEndAsAPlainModelSays() throws StoreException {
    long seed = System.nanoTime();
    System.out.println("randomBatchesEndAsAPlainModelSays: seed " + seed);
    Random random = new Random(seed);
    Map<ActorKey, Save> model = new HashMap<>();
    for (int round = 0; round < 300; round++) {
      List<Save> batch = new ArrayList<>();
      List<SaveResult> expected = new ArrayList<>();
      for (int i = random.nextInt(1, 12); i > 0; i--) {
        Save save = randomSave(random, model);
        batch.add(save);
        expected.add(applyToModel(save, model));
      }
      assertThat(store().snapshots().save(batch))
          .as("seed %d, round %d: %s", seed, round, batch)
          .isEqualTo(expected);
    }
    for (Save last : model.values()) {
      assertThat(store().snapshots().load(last.key()))
          .as("seed %d: %s", seed, last)
          .contains(new Snapshot(last.expectedRevision() + 1, last.state()));
    }
  }

  private static Save randomSave(Random random, Map<ActorKey, Save> model) {
    ActorKey key = new ActorKey("shop", "", "actor-" + random.nextInt(5));
    Save last = model.get(key);
    long stored = last == null ? 0 : last.expectedRevision() + 1;
    byte[] state = new byte[random.nextInt(20)];
    random.nextBytes(state);
    return new Save(key, Math.max(0, stored + random.nextInt(-2, 2)), state, random.nextInt(3));
  }

  /** Keeps the last accepted save of each actor. */
  private static SaveResult applyToModel(Save save, Map<ActorKey, Save> model) {
    Save last = model.get(save.key());
    long stored = last == null ? 0 : last.expectedRevision() + 1;
    if (save.expectedRevision() == stored) {
      model.put(save.key(), save);
      return SAVED;
    }
    if (last == null || last.writer() != save.writer() || save.expectedRevision() > stored) {
      return CONFLICT;
    }
    if (save.expectedRevision() == last.expectedRevision()) {
      model.put(save.key(), save);
    }
    return SAVED;
  }
}
