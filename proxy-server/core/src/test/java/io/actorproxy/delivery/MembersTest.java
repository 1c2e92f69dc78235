package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore.Name;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.MessagePlace;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two members of a cluster with one store. */
final class MembersTest {
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);
  private static final ActorId SENDER = ActorId.named("sys", "sender");

  private final ManualTime time = new ManualTime();
  private final MessageStore truth = new MemoryStore(1 << 20).messages();
  private final Set<Long> epochs = new HashSet<>();
  private final SharedMessages shared = new SharedMessages(truth, epochs::contains);

  /** The groups of types, which are their names here. */
  private final Set<String> types = new HashSet<>(Set.of("a", "b"));

  private final Map<String, List<String>> instances = new HashMap<>();
  private final Member one = new Member(1, "a");
  private final Member two = new Member(2, "b");

  private record Sent(Call call, ReplyTo replyTo) {
    Delivery delivery() {
      return requireNonNull(replyTo.delivery());
    }
  }

  /** A process, and what it has sent to its actors. */
  private final class Member implements Owner.Member {
    final List<Sent> sent = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    LongConsumer whenDue = _ -> {};
    final SteppedOutbox outbox;
    @Nullable Identity identity;
    Set<String> groups;

    Member(long epoch, String... groups) {
      this.groups = Set.of(groups);
      join(epoch);
      outbox =
          new SteppedOutbox(
              shared.asStore(),
              this,
              SteppedOutbox.config(100),
              SteppedOutbox.RULES,
              time,
              (call, _, replyTo) -> sent.add(new Sent(call, replyTo)));
    }

    void join(long epoch) {
      identity = new Identity(epoch, 1);
      epochs.add(epoch);
    }

    void fenced() {
      epochs.remove(requireNonNull(identity).epoch());
    }

    @Override
    public @Nullable Identity identity() {
      return identity;
    }

    @Override
    public Set<SlotId> claimable() {
      Set<SlotId> slots = new HashSet<>();
      groups.forEach(group -> slots.add(new SlotId(group, 7)));
      return slots;
    }

    @Override
    public boolean isClaimable(SlotId slot) {
      return claimable().contains(slot);
    }

    @Override
    public void tellOwner(SlotId slot, long dueAt) {
      told.add(slot.group() + " due at " + dueAt);
    }

    @Override
    public void whenMessagesAreDue(LongConsumer listener) {
      whenDue = listener;
    }

    @Override
    public @Nullable String groupOf(TypeName type) {
      return types.contains(type.type()) ? type.type() : null;
    }

    @Override
    public int slotNumberOf(String system, String name) {
      return 7;
    }

    @Override
    public List<ActorKey> instancesNamed(Collection<Name> names) {
      List<ActorKey> found = new ArrayList<>();
      for (Name name : names) {
        instances
            .getOrDefault(name.name(), List.of())
            .forEach(parent -> found.add(new ActorKey(name.system(), parent, name.name())));
      }
      return found;
    }

    void send(String receiver, long sequence) throws StoreException {
      Message effect = outbox.outbox().effect(call(receiver, "act").build(), SENDER, sequence);
      truth.add(List.of(effect));
      outbox.outbox().promise(List.of(call(receiver, "act").build()), call("x", "y").build());
      outbox.outbox().stored(List.of(effect));
      outbox.step();
    }

    Sent only() {
      assertThat(sent).hasSize(1);
      return sent.getFirst();
    }

    void finish(Sent delivered) {
      assertThat(delivered.delivery().begin()).isTrue();
      delivered.delivery().ran();
      delivered.delivery().done(false);
      outbox.step();
    }
  }

  private List<Message> stored() throws StoreException {
    return truth.list(ALL, false, Optional.empty(), 100);
  }

  @Test
  void aMemberDeliversWhatIsForItsSlotsWhoeverHasSentIt() throws StoreException {
    one.send("b", 1);
    one.send("a", 2);
    two.outbox.step();
    assertThat(one.only().call().name()).isEqualTo("a");
    assertThat(two.only().call().name()).isEqualTo("b");
    one.finish(one.only());
    two.finish(two.only());
    assertThat(stored()).isEmpty();
  }

  @Test
  void theOwnerOfTheReceiverIsToldOfAMessageAndNoOtherMember() throws StoreException {
    one.send("b", 1);
    one.send("a", 2);

    assertThat(one.told).containsExactly("b due at " + time.epochMillis());
    assertThat(two.told).isEmpty();
  }

  @Test
  void theOwnerIsToldWhenTheTypeOfAReceiverIsFoundAfterwards() throws StoreException {
    instances.put("x", List.of("b"));
    one.send("x", 1);
    one.outbox.step();

    assertThat(one.told).containsExactly("b due at 0");
  }

  @Test
  void whatAnotherMemberTellsOfIsClaimedWithoutWaitingForTheNextSearch() {
    two.outbox.step();
    long searchesAgain = time.epochMillis() + 1_000;
    assertThat(two.outbox.outbox().claims().nextWake()).isEqualTo(Long.MAX_VALUE);

    two.whenDue.accept(time.epochMillis());

    assertThat(two.outbox.outbox().claims().nextWake()).isLessThan(searchesAgain);
  }

  @Test
  void aClaimLastsAsLongAsItsMembership() throws StoreException {
    one.send("a", 1);
    time.advanceMillis(100_000);
    one.outbox.step();
    two.groups = Set.of("a");
    two.outbox.step();
    assertThat(two.sent).isEmpty();
    one.finish(one.only());
    assertThat(stored()).isEmpty();
  }

  @Test
  void whatAFencedMemberHadClaimedIsDeliveredByTheNextOwnerAndNotByIt() throws StoreException {
    one.send("a", 1);
    one.fenced();
    one.identity = null;
    assertThat(one.only().delivery().begin()).isFalse();
    two.groups = Set.of("a");
    two.outbox.step();
    two.finish(two.only());
    one.outbox.step();
    assertThat(one.outbox.outbox().inFlight()).isZero();
    assertThat(stored()).isEmpty();
  }

  @Test
  void aResultOfAMembershipThatHasEndedIsNotRecorded() throws StoreException {
    one.send("a", 1);
    one.send("a", 2);
    Sent first = one.only();
    assertThat(first.delivery().begin()).isTrue();
    one.fenced();
    one.join(3);
    first.replyTo().reply(Reply.failed(ErrorCode.HOST_CLOSED, "went away"));
    one.outbox.step();
    assertThat(truth.count(ALL, true)).isZero();
    assertThat(one.outbox.outbox().counters().dead()).isZero();
    assertThat(stored()).extracting(Message::attempts).containsOnly(0);
    assertThat(one.sent).hasSize(2);
    one.finish(one.sent.get(1));
    one.finish(one.sent.get(2));
    assertThat(stored()).isEmpty();
    assertThat(one.outbox.outbox().inFlight()).isZero();
    assertThat(one.outbox.outbox().laneCount()).isZero();
  }

  @Test
  void aDeliveryThatHasBegunIsForgottenWithItsMembership() throws StoreException {
    one.send("a", 1);
    Sent before = one.only();
    assertThat(before.delivery().begin()).isTrue();
    one.fenced();
    one.join(3);
    one.outbox.step();
    Sent again = one.sent.get(1);
    before.delivery().done(false);
    one.outbox.step();
    assertThat(stored()).hasSize(1);
    one.finish(again);
    assertThat(stored()).isEmpty();
    assertThat(one.outbox.outbox().inFlight()).isZero();
  }

  @Test
  void whatCannotBeDeliveredHereIsGivenBackToTheNextOwner() throws StoreException {
    one.send("a", 1);
    one.send("a", 2);
    one.groups = Set.of();
    two.groups = Set.of("a");
    Sent waiting = one.only();
    waiting.delivery().goesTo(ActorId.named("sys", "a"), Optional.empty());
    assertThat(waiting.replyTo().giveBack()).isTrue();
    assertThat(waiting.replyTo().giveBack()).isFalse();
    two.outbox.step();
    assertThat(two.sent).isEmpty();
    one.outbox.step();
    assertThat(shared.claims()).isEmpty();
    assertThat(one.outbox.outbox().inFlight()).isZero();
    two.outbox.step();
    two.finish(two.only());
    two.finish(two.sent.get(1));
    assertThat(stored()).isEmpty();
  }

  @Test
  void whatAMemberHasBegunHoldsUpItsLaneWhenTheSlotIsAnothers() throws StoreException {
    one.send("a", 1);
    one.send("a", 2);
    Sent running = one.only();
    assertThat(running.delivery().begin()).isTrue();
    one.groups = Set.of();
    two.groups = Set.of("a");
    two.outbox.step();
    assertThat(two.sent).isEmpty();
    one.finish(running);
    two.outbox.step();
    two.finish(two.only());
    assertThat(stored()).isEmpty();
  }

  @Test
  void aClaimWhoseAnswerWasLostIsGivenUp() throws StoreException {
    shared.loseAnswers(true);
    assertThatThrownBy(() -> one.send("a", 1)).isInstanceOf(IllegalStateException.class);
    assertThat(shared.claims()).hasSize(1);
    shared.loseAnswers(false);
    one.groups = Set.of();
    two.groups = Set.of("a");
    one.outbox.step();
    two.outbox.step();
    two.finish(two.only());
    assertThat(stored()).isEmpty();
  }

  @Test
  void aReceiverOfWhichNothingButTheNameIsKnownIsFound() throws StoreException {
    instances.put("joe", List.of("b"));
    one.send("joe", 1);
    assertThat(one.sent).isEmpty();
    two.outbox.step();
    assertThat(two.only().call().name()).isEqualTo("joe");
  }

  @Test
  void aMessageIsDeliveredOnceItsTypeIsRegistered() throws StoreException {
    one.send("c", 1);
    two.groups = Set.of("b", "c");
    two.outbox.step();
    assertThat(two.sent).isEmpty();
    types.add("c");
    time.advanceMillis(2_000);
    one.outbox.step();
    two.outbox.step();
    assertThat(two.only().call().name()).isEqualTo("c");
  }

  @Test
  void aMessageToNoActorIsDeliveredAnywhereSoThatItFails() throws StoreException {
    one.send("nothing", 1);
    time.advanceMillis(70_000);
    one.outbox.step();
    one.only().replyTo().reply(Reply.failed(ErrorCode.ACTOR_NOT_FOUND, "not found"));
    one.outbox.step();
    assertThat(stored()).extracting(Message::attempts).containsExactly(1);
  }

  @Test
  void aMessageGoesWhereItsReceiverWasFound() throws StoreException {
    one.send("a", 1);
    one.only().delivery().goesTo(new ActorId("sys", "b", "a"), Optional.empty());
    assertThat(one.only().replyTo().giveBack()).isTrue();
    one.outbox.step();
    two.outbox.step();
    assertThat(two.only().call().name()).isEqualTo("a");
  }

  @Test
  void theUpkeepPlacesWhatWasStoredAloneOrForAnotherGroup() throws StoreException {
    Message alone = one.outbox.outbox().effect(call("a", "act").build(), SENDER, 1);
    Message moved = one.outbox.outbox().effect(call("b", "act").build(), SENDER, 2);
    truth.add(List.of(alone.withPlace(null), moved.withPlace(new MessagePlace("before", 7))));
    one.outbox.step();
    two.outbox.step();
    assertThat(two.sent).isEmpty();
    new Upkeep(
            shared.asStore(),
            one.outbox.outbox(),
            SteppedOutbox.config(100),
            SteppedOutbox.rules(DeliveryPolicy.AT_MOST_ONCE, 100, 100),
            () -> true)
        .run();
    one.outbox.step();
    two.outbox.step();
    assertThat(one.only().call().name()).isEqualTo("a");
    assertThat(two.only().call().name()).isEqualTo("b");
  }

  @Test
  void aDurableCallIsDeliveredByTheOwnerOfItsActor() throws StoreException {
    RecordedReply here = new RecordedReply();
    RecordedReply there = new RecordedReply();
    one.outbox.outbox().accept(call("a", "act").async().build(), here);
    one.outbox.outbox().accept(call("b", "act").async().build(), there);
    one.outbox.step();
    assertThat(here.answered()).isTrue();
    assertThat(there.answered()).isTrue();
    assertThat(one.only().call().name()).isEqualTo("a");
    two.outbox.step();
    assertThat(two.only().call().name()).isEqualTo("b");
    one.finish(one.only());
    two.finish(two.only());
    assertThat(stored()).isEmpty();
  }

  @Test
  void aScheduledCallRunsAtTheOwnerOfItsActor() throws StoreException {
    long at = time.epochMillis() + 5_000;
    one.outbox.outbox().schedule(call("b", "act").scheduledTo(at).build(), new RecordedReply());
    one.outbox.step();
    two.outbox.step();
    assertThat(two.sent).isEmpty();
    time.advanceMillis(6_000);
    one.outbox.step();
    two.outbox.step();
    assertThat(one.sent).isEmpty();
    two.finish(two.only());
    assertThat(stored()).isEmpty();
  }

  @Test
  void atItsEndAMemberGivesBackWhatItHasNotDelivered() throws StoreException {
    one.send("a", 1);
    one.outbox.outbox().close();
    one.outbox.outbox().writer().writeOnce();
    assertThat(shared.claims()).isEmpty();
  }
}
