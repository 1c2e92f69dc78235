package io.actorproxy.routing;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.ownership.ForeignTypes;
import io.actorproxy.registry.SteppedInstances;
import io.actorproxy.registry.SteppedLookups;
import io.actorproxy.time.ManualTime;
import org.junit.jupiter.api.Test;

final class ActorLocatorTest {
  private final SteppedLookups lookups = new SteppedLookups(Runnable::run);
  private final SteppedInstances stepped =
      new SteppedInstances(lookups, new ManualTime(), 3, 1 << 20);
  private final ActorLocator locator =
      new ActorLocator(stepped.registry(), stepped.instances(), ForeignTypes.NONE);

  ActorLocatorTest() {
    register(type("single").actions("add").build());
    register(type("user").actions("add").unnamed().build());
    register(type("admin").actions("add").unnamed().build());
  }

  @Test
  void aNamedActorIsFoundByItsName() {
    assertThat(found(call("single", "add"))).isEqualTo(ActorId.named("sys", "single"));
  }

  @Test
  void anInstanceIsSpawnedByTheCallThatNamesItsType() {
    assertThat(found(call("joe", "add").registerRef("user")))
        .isEqualTo(new ActorId("sys", "user", "joe"));
    assertThat(stepped.instances().count()).isEqualTo(1);
  }

  @Test
  void aKnownInstanceIsFoundByItsNameAlone() {
    found(call("joe", "add").registerRef("user"));

    assertThat(found(call("joe", "add"))).isEqualTo(new ActorId("sys", "user", "joe"));
  }

  @Test
  void anUnknownRegisterRefFallsBackToTheParent() {
    assertThat(found(call("joe", "add").registerRef("nothing").parent("user")))
        .isEqualTo(new ActorId("sys", "user", "joe"));
  }

  @Test
  void aNamedActorMayBeCalledWithItsOwnNameAsRegisterRefOrParent() {
    assertThat(found(call("single", "add").registerRef("single")))
        .isEqualTo(ActorId.named("sys", "single"));
    assertThat(found(call("single", "add").parent("single")))
        .isEqualTo(ActorId.named("sys", "single"));
  }

  @Test
  void aNameWithSeveralOwnersIsRefusedWithAListOfThem() {
    found(call("joe", "add").registerRef("user"));
    found(call("joe", "add").registerRef("admin"));

    Failure failure = failure(call("joe", "add"));

    assertThat(failure.code()).isEqualTo(ErrorCode.AMBIGUOUS_ACTOR);
    assertThat(failure.message()).contains("sys/admin/joe", "sys/user/joe", "parent");
    assertThat(found(call("joe", "add").parent("admin")))
        .isEqualTo(new ActorId("sys", "admin", "joe"));
  }

  @Test
  void aNamedActorAndAnInstanceOfTheSameNameAreAmbiguousToo() {
    found(call("single", "add").registerRef("user"));

    assertThat(failure(call("single", "add")).code()).isEqualTo(ErrorCode.AMBIGUOUS_ACTOR);
    assertThat(found(call("single", "add").parent("user")))
        .isEqualTo(new ActorId("sys", "user", "single"));
  }

  @Test
  void anUnknownActorIsNamedInTheError() {
    Failure failure = failure(call("missing", "add"));

    assertThat(failure.code()).isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
    assertThat(failure.message()).startsWith("Actor missing not found on ActorSystem sys");
  }

  @Test
  void anUnregisteredParentIsNamedInTheError() {
    assertThat(failure(call("joe", "add").registerRef("ghost")).message()).contains("'ghost'");
    assertThat(failure(call("joe", "add").parent("ghost")).message()).contains("ghost");
  }

  @Test
  void anInstanceThatWasNeverSpawnedIsNotFound() {
    Failure failure = failure(call("joe", "add").parent("user").registerRef(""));

    assertThat(failure.code()).isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
    assertThat(failure.message()).contains("spawn it first");
  }

  @Test
  void aTypeOfInstancesCannotBeCalledItself() {
    assertThat(failure(call("user", "add")).message()).contains("UNNAMED");
  }

  @Test
  void namesMayHoldWhatSeparatesThingsElsewhere() {
    String odd = "/ | ' \" ; \\ % ..";

    assertThat(found(call(odd, "add").registerRef("user")).name()).isEqualTo(odd);
  }

  @Test
  void thereAreNoMoreInstancesThanAllowed() {
    for (int i = 0; i < 3; i++) {
      found(call("joe" + i, "add").registerRef("user"));
    }

    assertThat(failure(call("one too many", "add").registerRef("user")).code())
        .isEqualTo(ErrorCode.OVERLOADED);
    assertThat(found(call("joe1", "add").registerRef("user")).name()).isEqualTo("joe1");
  }

  private void register(ActorType type) {
    stepped.registry().register(type);
  }

  private ActorId found(CallBuilder call) {
    return locate(call.build()) instanceof Location.Here here
        ? here.id()
        : ActorId.named("", "nowhere");
  }

  private Failure failure(CallBuilder call) {
    return locate(call.build()) instanceof Location.Nowhere(var failure)
        ? failure
        : new Failure(ErrorCode.INTERNAL, "found");
  }

  private Location locate(Call call) {
    Invocation invocation = new Invocation(call, Deadline.NONE, _ -> {});
    Location location = locator.locate(invocation, false);
    if (location instanceof Location.Unread) {
      lookups.read();
      location = locator.locate(invocation, true);
    }
    return location;
  }
}
