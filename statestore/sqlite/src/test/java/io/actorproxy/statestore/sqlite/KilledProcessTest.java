package io.actorproxy.statestore.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KilledProcessTest {

  private static final int ROUNDS = Integer.getInteger("rounds", 6);
  private static final Set<MessageKind> EFFECTS = Set.of(MessageKind.EFFECT);

  @TempDir private Path directory;

  /** The revision of each actor after the last batch that was acknowledged. */
  private final Map<Integer, Long> acknowledged = new TreeMap<>();

  /** The actors of the batch that was on its way when the process died. */
  private final Set<Integer> inFlight = new TreeSet<>();

  @Test
  void afterAKillEverySaveThatReturnedIsThereAndABatchIsThereWithItsMessagesOrNotAtAll()
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("KilledProcessTest: seed " + seed);
    Random random = new Random(seed);
    long batches = 0;
    int cutShort = 0;
    for (int round = 0; round < ROUNDS; round++) {
      batches += saveAndKill(random.nextLong(), random.nextInt(1, 200));
      cutShort += inFlight.isEmpty() ? 0 : 1;
      assertStoredAsAcknowledged("seed %d, round %d".formatted(seed, round));
    }
    System.out.printf(
        "KilledProcessTest: %d kills, %d of them inside a save, %d batches acknowledged%n",
        ROUNDS, cutShort, batches);
  }

  /** Returns how many batches were acknowledged. */
  private long saveAndKill(long seed, int linesUntilKill) throws IOException {
    long batches = 0;
    try (StoreProcess process =
        StoreProcess.start("save-until-killed", data().toString(), Long.toString(seed))) {
      int lines = 0;
      for (String line = process.readLine(); line != null; line = process.readLine()) {
        if (line.startsWith("saving") && line.endsWith(".")) {
          begin(line.substring("saving".length(), line.length() - 1).strip());
        } else if (line.equals("saved.")) {
          batches++;
          acknowledge();
        }
        if (++lines == linesUntilKill) {
          process.kill();
        }
      }
    }
    return batches;
  }

  private void begin(String actors) {
    inFlight.clear();
    for (String actor : actors.split(" ", -1)) {
      if (!actor.isEmpty()) {
        inFlight.add(Integer.valueOf(actor));
      }
    }
  }

  private void acknowledge() {
    inFlight.forEach(actor -> acknowledged.merge(actor, 1L, Long::sum));
    inFlight.clear();
  }

  private void assertStoredAsAcknowledged(String round) throws StoreException {
    Map<Integer, Long> stored = new TreeMap<>();
    Set<Message> messages = new HashSet<>();
    StoreSettings settings = new StoreSettings(data(), StoreProcess.MAX_STATE_BYTES, Map.of());
    try (StateStore store = new SqliteStoreDriver().open(settings)) {
      for (int number = 0; number < 20; number++) {
        ActorKey actor = StoreProcess.actor(number);
        Snapshot snapshot = store.snapshots().load(actor).orElse(null);
        if (snapshot != null) {
          stored.put(number, snapshot.revision());
          messages.add(StoreProcess.messageOf(number, snapshot.revision()));
          assertThat(snapshot.state())
              .as("%s: state of %s", round, actor)
              .isEqualTo(StoreProcess.stateOf(actor, snapshot.revision()));
          assertThat(store.history().list(actor, Long.MAX_VALUE, 1).getFirst().revision())
              .as("%s: newest in the history of %s", round, actor)
              .isEqualTo(snapshot.revision());
        }
      }
      assertThat(store.messages().list(EFFECTS, false, Optional.empty(), Integer.MAX_VALUE))
          .as("%s: messages", round)
          .containsExactlyInAnyOrderElementsOf(messages);
    }
    if (!stored.equals(acknowledged)) {
      acknowledge();
      assertThat(stored).as(round).isEqualTo(acknowledged);
    }
    inFlight.clear();
  }

  private Path data() {
    return directory.resolve("data");
  }
}
