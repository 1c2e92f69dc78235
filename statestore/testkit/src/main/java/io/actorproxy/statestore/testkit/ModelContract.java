package io.actorproxy.statestore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What many random saves and deliveries add up to. */
interface ModelContract extends MessageWords {

  @Test
  default void randomSavesWithMessagesEndAsAPlainModelSays() throws StoreException {
    long seed = System.nanoTime();
    System.out.println("randomSavesWithMessagesEndAsAPlainModelSays: seed " + seed);
    Script script = new Script(this, new Random(seed));
    for (int round = 0; round < 300; round++) {
      script.step("seed %d, round %d".formatted(seed, round));
    }
    script.assertAllAsInTheModel("seed " + seed);
  }

  /** Does the same random things to a store and to the model. */
  final class Script {
    private final ModelContract test;
    private final Random random;
    private final StoreModel model;
    private final List<Save> earlier = new ArrayList<>();
    private final List<MessageId> known = new ArrayList<>();
    private List<Message> claimed = List.of();
    private long now = 1_000;
    private long sequences;

    Script(ModelContract test, Random random) {
      this.test = test;
      this.random = random;
      this.model = new StoreModel(test.settings().historyLimit());
    }

    void step(String at) throws StoreException {
      now += random.nextInt(20);
      switch (random.nextInt(13)) {
        case 0 -> add();
        case 1 -> remove();
        case 2 -> record(at);
        case 3, 4 -> claim(at);
        case 5 -> renew(at);
        case 6 -> revive();
        case 7 -> finish(at);
        case 8 -> release();
        case 9 -> hastenOrTakeOver(at);
        default -> save(at);
      }
      Set<MessageKind> kinds = kinds();
      assertNextDue(kinds, at);
      if (random.nextInt(10) == 0) {
        assertAllAsInTheModel(at);
      }
    }

    /** What waits for others may be counted or not, and what can be claimed must be. */
    private void assertNextDue(Set<MessageKind> kinds, String at) throws StoreException {
      Optional<Long> next = test.messages().nextDue(kinds);
      long earliest = model.nextDue(kinds).orElse(Long.MAX_VALUE);
      long claimable = model.nextClaimable(kinds).orElse(Long.MAX_VALUE);
      assertThat(next.orElse(Long.MAX_VALUE)).as(at).isBetween(earliest, claimable);
    }

    private void add() throws StoreException {
      List<Message> messages = newMessages(5);
      test.messages().add(messages);
      model.add(messages);
      noteWhatIsThere(messages);
    }

    private void remove() throws StoreException {
      List<MessageId> ids = someIds(3);
      test.messages().remove(ids);
      model.remove(ids);
    }

    private record Claimed(MessageId id, long lease) {}

    private void record(String at) throws StoreException {
      long owner = someOwner();
      Set<MessageId> seen = new HashSet<>();
      List<Attempt> attempts =
          Stream.concat(
                  someIds(2).stream().map(id -> new Claimed(id, someTime())),
                  claimed.stream().limit(3).map(m -> new Claimed(m.id(), m.dueAt())))
              .filter(its -> seen.add(its.id()))
              .map(
                  its ->
                      new Attempt(
                          its.id(),
                          its.lease(),
                          random.nextInt(5),
                          someTime(),
                          "no " + now,
                          random.nextBoolean()))
              .toList();
      Set<MessageId> refused = test.messages().record(owner, attempts);
      attempts.forEach(attempt -> model.record(owner, attempt));
      assertThat(refused).as(at).isEqualTo(model.notRecorded(attempts));
    }

    private long someOwner() {
      return random.nextBoolean() ? OWNER : OTHER;
    }

    private void finish(String at) throws StoreException {
      long owner = someOwner();
      List<MessageId> ids = someIds(3);
      assertThat(test.messages().finish(owner, ids)).as(at).isEqualTo(model.refused(owner, ids));
      model.finish(owner, ids);
    }

    private void release() throws StoreException {
      long owner = someOwner();
      long dueAt = someTime();
      List<MessageId> ids = someIds(3);
      test.messages().release(owner, ids, dueAt);
      model.release(owner, ids, dueAt);
    }

    private void hastenOrTakeOver(String at) throws StoreException {
      if (random.nextBoolean()) {
        long until = now + random.nextInt(100);
        assertThat(test.messages().takeOver(OTHER, now, until))
            .as(at)
            .isEqualTo(model.takeOver(OTHER, now, until));
      } else {
        test.messages().hasten(claimed, now);
        model.hasten(claimed, now);
      }
    }

    private void claim(String at) throws StoreException {
      long owner = someOwner();
      Set<MessageKind> kinds = kinds();
      long leaseUntil = now + random.nextInt(1, 100);
      ClaimLimits limits =
          new ClaimLimits(
              random.nextInt(1, 10),
              random.nextInt(1, 6),
              random.nextInt(10) > 0 ? Long.MAX_VALUE : 0);
      List<Message> expected = model.claim(owner, kinds, now, leaseUntil, limits);
      assertThat(test.messages().claim(owner, kinds, now, leaseUntil, limits))
          .as(at)
          .isEqualTo(expected);
      claimed = expected;
    }

    private void renew(String at) throws StoreException {
      long owner = someOwner();
      long leaseUntil = someTime();
      Set<MessageId> refused = test.messages().renew(owner, claimed, leaseUntil);
      model.renew(owner, claimed, leaseUntil);
      assertThat(refused).as(at).isEqualTo(model.notRenewed(owner, claimed, leaseUntil));
    }

    private void revive() throws StoreException {
      List<MessageId> ids = someIds(3).stream().distinct().toList();
      long dueAt = someTime();
      test.messages().revive(ids, dueAt);
      model.revive(ids, dueAt);
    }

    private void save(String at) throws StoreException {
      List<Save> batch = new ArrayList<>();
      List<SaveResult> expected = new ArrayList<>();
      for (int i = random.nextInt(1, 12); i > 0; i--) {
        boolean again = !earlier.isEmpty() && random.nextInt(4) == 0;
        Save save = again ? earlier.get(random.nextInt(earlier.size())) : newSave();
        batch.add(save);
        expected.add(model.save(save));
      }
      assertThat(test.store().snapshots().save(batch)).as("%s: %s", at, batch).isEqualTo(expected);
      earlier.addAll(batch);
      earlier.subList(0, Math.max(0, earlier.size() - 20)).clear();
      batch.forEach(save -> noteWhatIsThere(save.sends()));
    }

    private Save newSave() {
      ActorKey key = new ActorKey("shop", "", "actor-" + random.nextInt(5));
      int distance = random.nextInt(3) == 0 ? random.nextInt(-2, 2) : 0;
      byte[] state = new byte[random.nextInt(20)];
      random.nextBytes(state);
      return new Save(
          key,
          Math.max(0, model.revision(key) + distance),
          state,
          random.nextInt(3),
          random.nextBoolean(),
          newMessages(2),
          someIds(random.nextInt(2)).stream().distinct().toList());
    }

    private List<Message> newMessages(int max) {
      return Stream.generate(this::newMessage).limit(random.nextInt(max + 1)).toList();
    }

    private Message newMessage() {
      return Message.untried(
          MessageId.random(random),
          MessageKind.of(random.nextInt(1, 4)),
          TARGET,
          random.nextInt(-2, 3),
          ++sequences * 0x9E37_79B9_7F4A_7C15L, // Unique, and in no order.
          someTime(),
          // Not empty: a claim without room takes one, whatever a store adds to a content.
          new byte[random.nextInt(1, 10)]);
    }

    private long someTime() {
      return now + random.nextInt(-50, 100);
    }

    /** Ids of messages that are there, or were: no save consumes what its own batch sends. */
    private List<MessageId> someIds(int max) {
      if (known.isEmpty()) {
        return List.of();
      }
      return Stream.generate(() -> known.get(random.nextInt(known.size()))).limit(max).toList();
    }

    private void noteWhatIsThere(List<Message> messages) {
      for (Message message : messages) {
        if (model.find(message.id()).isPresent()) {
          known.add(message.id());
        }
      }
      known.subList(0, Math.max(0, known.size() - 100)).clear();
    }

    private Set<MessageKind> kinds() {
      return Stream.of(MessageKind.values())
          .filter(_ -> random.nextInt(3) > 0)
          .collect(Collectors.toSet());
    }

    void assertAllAsInTheModel(String at) throws StoreException {
      for (boolean dead : List.of(false, true)) {
        assertThat(test.messages().list(ALL, dead, Optional.empty(), Integer.MAX_VALUE))
            .as(at)
            .isEqualTo(model.list(ALL, dead));
        Set<MessageKind> kinds = kinds();
        assertThat(test.messages().count(kinds, dead))
            .as(at)
            .isEqualTo(model.list(kinds, dead).size());
      }
      for (Save last : model.last().values()) {
        assertThat(test.store().snapshots().load(last.key()))
            .as("%s: %s", at, last)
            .contains(new Snapshot(last.expectedRevision() + 1, last.state()));
        assertThat(test.store().history().list(last.key(), Long.MAX_VALUE, Integer.MAX_VALUE))
            .as("%s: %s", at, last)
            .extracting(HistoryStore.Entry::revision)
            .isEqualTo(model.history(last.key()));
      }
    }
  }
}
