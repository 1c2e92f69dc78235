package io.actorproxy.routing;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.ownership.FakeOwnership;
import io.actorproxy.ownership.ForeignTypes.Answer;
import io.actorproxy.statestore.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Calls of actors whose types the hosts of other members have registered. */
final class ForeignCallsTest {
  private final FakeOwnership ownership = new FakeOwnership();
  private final RoutingHarness routing = new RoutingHarness(ownership);
  private final ActorHarness actors = routing.actors();

  ForeignCallsTest() {
    routing.register(
        type("single").actions("add").build(), type("user").unnamed().actions("add").build());
    ownership.answers("cart", Answer.YES);
    ownership.lose();
    routing.settled();
  }

  @Test
  void aNamedActorOfAnotherMemberIsCalledThere() {
    routing.call(call("cart", "add").build());
    routing.call(call("cart", "add").parent("cart").build());
    assertThat(forwarded())
        .containsExactly(ActorId.named("sys", "cart"), new ActorId("sys", "cart", "cart"));
  }

  @Test
  void anInstanceOfATypeOfAnotherMemberIsCalledThereWhetherItIsKnownOrNot() {
    routing.call(call("joe", "add").parent("cart").build());
    routing.call(call("joe", "add").registerRef("cart").build());
    routing.call(call("joe", "add").parent("cart").async().build());
    assertThat(forwarded()).containsOnly(new ActorId("sys", "cart", "joe"));
    assertThat(routing.instances().count()).isZero();
  }

  @Test
  void anInstanceThatAnotherMemberHasSpawnedIsFoundByItsNameAlone() throws Exception {
    spawnElsewhere(new ActorId("sys", "cart", "joe"));
    routing.call(call("joe", "add").build());
    assertThat(forwarded()).containsExactly(new ActorId("sys", "cart", "joe"));
  }

  /** Where it was spawned it was not known that the type is one of a NAMED actor. */
  @Test
  void aRowOfATypeThatHasNoInstancesIsNoActor() throws Exception {
    spawnElsewhere(new ActorId("sys", "single", "joe"));
    assertThat(routing.call(call("joe", "add").build()).code())
        .isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
    assertThat(routing.call(call("joe", "add").parent("single").build()).code())
        .isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
  }

  @Test
  void anInstanceThatIsCalledAsItsTypeIsNoNamedActor() throws Exception {
    spawnElsewhere(new ActorId("sys", "cart", "cart"));
    routing.call(call("cart", "add").build());
    assertThat(forwarded()).containsExactly(new ActorId("sys", "cart", "cart"));
  }

  @Test
  void namesAreAmbiguousAcrossMembersToo() throws Exception {
    spawnElsewhere(new ActorId("sys", "cart", "single"));
    RecordedReply reply = routing.call(call("single", "add").build());
    assertThat(reply.code()).isEqualTo(ErrorCode.AMBIGUOUS_ACTOR);
    assertThat(reply.message()).contains("sys/cart/single", "sys/single");
  }

  @Test
  void whatNoMemberHasRegisteredIsNotFound() {
    assertThat(code(call("ghost", "add"))).isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
    assertThat(code(call("joe", "add").parent("ghost"))).isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
    assertThat(code(call("joe", "add").registerRef("ghost"))).isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
    assertThat(ownership.forwarded()).isEmpty();
  }

  @Test
  void aTypeOfThisHostIsNotLookedForElsewhere() {
    ownership.gain();
    ownership.answers("single", Answer.YES);
    routing.call(call("single", "add").build());
    assertThat(actors.host().held()).hasSize(1);
  }

  @Test
  void beforeTheTypesOfOthersAreKnownACallWaits() {
    ownership.answers("", Answer.NOT_KNOWN_YET);
    RecordedReply reply = routing.call(call("shop", "add").build());
    RecordedReply ghost = routing.call(call("ghost", "add").parent("ghost").build());
    actors.advance(10_000);
    assertThat(reply.answered()).isFalse();

    ownership.answers("", Answer.NO);
    ownership.answers("shop", Answer.YES);
    actors.advance(50);
    routing.drain();
    assertThat(forwarded()).containsExactly(ActorId.named("sys", "shop"));
    assertThat(ghost.code()).isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
  }

  @Test
  void aCallThatWaitsForTheTypesOfOthersFailsAtItsDeadline() {
    ownership.answers("", Answer.NOT_KNOWN_YET);
    RecordedReply reply =
        routing.call(call("shop", "add").metadata("request-timeout", "1000").build());
    RecordedReply async = routing.call(call("shop", "add").async().build());
    actors.advance(1_050);
    assertThat(reply.code()).isEqualTo(ErrorCode.MEMBER_UNREACHABLE);
    assertThat(async.answered()).isFalse();
    actors.advance(60_000);
    assertThat(async.code()).isEqualTo(ErrorCode.MEMBER_UNREACHABLE);
  }

  @Test
  void anActorThatIsToRunHereThoughTheHostLacksItsTypeNeverRuns() {
    ownership.gain();
    RecordedReply reply = routing.call(call("joe", "add").parent("cart").build());
    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_LACKS_TYPE);
    assertThat(reply.message()).contains("sys/cart/joe");
    assertThat(ownership.forwarded()).isEmpty();
  }

  @Test
  void inTheFirstSecondsATypeThatTheHostLacksIsWaitedFor() {
    FakeOwnership owned = new FakeOwnership();
    owned.answers("cart", Answer.YES);
    RoutingHarness starting = new RoutingHarness(owned);
    RecordedReply reply = starting.call(call("cart", "add").build());
    starting.actors().advance(500);
    assertThat(reply.answered()).isFalse();

    starting.register(type("cart").actions("add").build());
    starting.actors().advance(50);
    assertThat(starting.actors().host().held()).hasSize(1);
  }

  @Test
  void theIdentityOfAnActorOfAnotherMemberIsKnown() {
    assertThat(routing.router().identity(new ActorId("sys", "cart", "joe")))
        .isCompletedWithValue(new ActorId("sys", "cart", "joe"));
    var _ = routing.router().inspect(Principal.OPERATOR, new ActorId("sys", "cart", "joe"));
    assertThat(forwarded()).containsExactly(new ActorId("sys", "cart", "joe"));
  }

  // --- steps

  private void spawnElsewhere(ActorId id) throws StoreException {
    routing.lookups().store().addInstances(List.of(id.key()));
  }

  private @Nullable ErrorCode code(CallBuilder call) {
    return routing.call(call.build()).code();
  }

  private List<ActorId> forwarded() {
    return ownership.forwardedTo();
  }
}
