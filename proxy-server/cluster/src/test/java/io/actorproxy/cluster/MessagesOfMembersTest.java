package io.actorproxy.cluster;

import static io.actorproxy.cluster.ScriptedStore.SLOT;
import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.delivery.Owner;
import io.actorproxy.delivery.SharedMessages;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.entity.FakeHost;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.state.FakeSnapshotStore;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore.Name;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two members with real actors and outboxes, and one store: a message counts once. */
final class MessagesOfMembersTest {
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);
  private static final ActorId SENDER = ActorId.named("sys", "sender");
  private static final int SEEDS = 4;

  private final Members members = new Members();
  private final ScriptedStore store = members.store;
  private final FakeSnapshotStore states = new FakeSnapshotStore();
  private final Set<Long> fenced = new HashSet<>();
  private final SharedMessages messages =
      new SharedMessages(states.messages(), epoch -> !fenced.contains(epoch));
  private final List<Process> processes = new ArrayList<>();
  private long sent;

  private void begin() {
    processes.add(new Process());
    processes.add(new Process());
  }

  private final class Process implements Owner.Member {
    final Members.Process member = members.new Process(_ -> SLOT, "counter");
    final Cluster cluster = member.cluster;
    private final MemberClaims claims = member.claims;
    final ActorHarness actors =
        ActorHarness.sharing(
            states,
            messages.asStore(),
            this,
            member.ownership,
            type("counter").actions("add").build());

    Process() {
      member.start(actors);
    }

    boolean isMember() {
      Identity me = cluster.identity();
      return me != null && !fenced.contains(me.epoch());
    }

    long epoch() {
      return member.epoch();
    }

    @Override
    public @Nullable Identity identity() {
      return claims.identity();
    }

    @Override
    public Set<SlotId> claimable() {
      return claims.claimable();
    }

    @Override
    public boolean isClaimable(SlotId slot) {
      return claims.isClaimable(slot);
    }

    @Override
    public void tellOwner(SlotId slot, long dueAt) {
      claims.tellOwner(slot, dueAt);
    }

    @Override
    public void whenMessagesAreDue(LongConsumer listener) {
      claims.whenMessagesAreDue(listener);
    }

    @Override
    public String groupOf(TypeName type) {
      return SLOT.group();
    }

    @Override
    public int slotNumberOf(String system, String name) {
      return SLOT.number();
    }

    @Override
    public List<ActorKey> instancesNamed(Collection<Name> names) throws StoreException {
      return claims.instancesNamed(names);
    }

    /** The host adds one to the state that it was given, for each message. */
    void answer() {
      List<FakeHost.HeldCall> held = List.copyOf(actors.host().held());
      if (!held.isEmpty()) {
        held.getFirst().returns(Long.toString(number(held.getFirst().stateText()) + 1));
        actors.drain();
      }
    }
  }

  @Test
  void aMessageCountsOnceWhateverMovesOrIsFenced() throws StoreException {
    for (int seed = 0; seed < SEEDS; seed++) {
      MessagesOfMembersTest world = new MessagesOfMembersTest();
      try {
        world.run(new SplittableRandom(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void run(RandomGenerator random) throws StoreException {
    begin();
    advance(100);
    store.move(processes.getFirst().epoch(), Slot.NO_MEMBER);
    advance(600);
    for (int i = 0; i < 60; i++) {
      Process one = processes.get(random.nextInt(2));
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> send(one);
        case 3, 4 -> one.answer();
        case 5 -> one.actors.commit();
        case 6 -> move();
        default -> {
          if (random.nextInt(3) == 0) {
            fence(one);
          }
        }
      }
      advance(random.nextInt(4) == 0 ? 1_200 : 20);
    }
    for (int i = 0; i < 200 && !stored().isEmpty(); i++) {
      processes.forEach(Process::answer);
      processes.forEach(process -> process.actors.commit());
      advance(300);
    }
    assertThat(stored())
        .as("left of %d, at %s, claimed %s", sent, store.slot(), messages.claims())
        .isEmpty();
    for (Process process : processes) {
      assertThat(process.actors.outbox().outbox().inFlight()).as("under way").isZero();
    }
    assertThat(counted()).isEqualTo(sent - 1);
  }

  /** What the state says before one more message. */
  private long counted() throws StoreException {
    send(processes.getFirst());
    for (int i = 0; i < 20; i++) {
      advance(300);
      for (Process process : processes) {
        if (!process.actors.host().held().isEmpty()) {
          return number(process.actors.host().only().stateText());
        }
      }
    }
    throw new AssertionError("the last message does not begin");
  }

  private static long number(String state) {
    return state.isEmpty() ? 0 : Long.parseLong(state);
  }

  private void send(Process from) throws StoreException {
    if (from.identity() != null) {
      Message effect =
          from.actors.outbox().outbox().effect(call("counter", "add").build(), SENDER, ++sent);
      messages.asStore().add(List.of(effect));
    }
  }

  /** The owner gives the slot to the other one, if that has ended what it ran there before. */
  private void move() {
    Process owner = living(store.slot().owner());
    Process other = owner == null ? null : processes.get(1 - processes.indexOf(owner));
    if (owner != null
        && other != null
        && other.isMember()
        && owner.cluster.permit(COUNTER, SLOT) != null) {
      store.move(other.epoch(), owner.epoch());
    }
  }

  private void fence(Process process) {
    if (process.isMember()) {
      fenced.add(process.epoch());
      states.fence(process.epoch());
      store.fence(process.epoch());
    }
  }

  /** A slot of a member that was fenced is another's, and no certificate of it is waited for. */
  private void giveAwayWhatFencedMembersHad() {
    Slot row = store.slot();
    if (living(row.owner()) == null) {
      processes.stream()
          .filter(Process::isMember)
          .findFirst()
          .ifPresent(
              next ->
                  store.move(
                      next.epoch(),
                      living(row.previous()) == null ? Slot.NO_MEMBER : row.previous()));
    } else if (row.previous() != Slot.NO_MEMBER && living(row.previous()) == null) {
      store.forgetPrevious();
    }
  }

  private @Nullable Process living(long epoch) {
    return processes.stream()
        .filter(process -> process.isMember() && process.epoch() == epoch)
        .findFirst()
        .orElse(null);
  }

  private List<Message> stored() throws StoreException {
    return states.messages().list(ALL, false, Optional.empty(), 1_000);
  }

  private void advance(long millis) {
    for (long passed = 0; passed < millis; passed += 20) {
      giveAwayWhatFencedMembersHad();
      members.advance(20, 20);
    }
  }
}
