package io.actorproxy.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.actorproxy.codec.HostFormat;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.TextAny;
import io.spawn.RegistrationRequest;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorDeactivationStrategy;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSettings;
import io.spawn.actors.ActorSnapshotStrategy;
import io.spawn.actors.ActorState;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Channel;
import io.spawn.actors.FixedTimerAction;
import io.spawn.actors.Metadata;
import io.spawn.actors.Registry;
import io.spawn.actors.TimeoutStrategy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RegistrationTest {
  private final Actor.Builder actor = Actor.newBuilder();

  @Test
  void whatIsLeftOutHasADefault() {
    ActorType type = read();

    assertThat(type.system()).isEqualTo("sys");
    assertThat(type.name()).isEqualTo("counter");
    assertThat(type.kind()).isEqualTo(Kind.NAMED);
    assertThat(type.stateful()).isFalse();
    assertThat(type.snapshotMillis()).isZero();
    assertThat(type.idleMillis()).isZero();
    assertThat(type.initialState().state()).isNull();
    assertThat(type.initAction()).isNull();
  }

  @Test
  void whatIsSaidIsTakenOver() {
    actor
        .setId(ActorId.newBuilder().setName("counter").setSystem("own"))
        .setSettings(strategies(5_000, 7_000).setStateful(true).setKind(kind("UNNAMED")))
        .setState(ActorState.newBuilder().setState(TextAny.message("zero")).putTags("a", "b"))
        .addActions(Action.newBuilder().setName("add"))
        .addActions(Action.newBuilder().setName("setup"))
        .addTimerActions(timer("tick", 60))
        .setMetadata(
            Metadata.newBuilder()
                .addChannelGroup(Channel.newBuilder().setTopic("news").setAction("hear"))
                .addChannelGroup(Channel.newBuilder().setTopic("sport")));

    ActorType type = read();

    assertThat(type.system()).isEqualTo("own");
    assertThat(type.name()).isEqualTo("counter");
    assertThat(type.kind()).isEqualTo(Kind.UNNAMED);
    assertThat(type.stateful()).isTrue();
    assertThat(type.snapshotMillis()).isEqualTo(5_000);
    assertThat(type.idleMillis()).isEqualTo(7_000);
    assertThat(TextAny.textOf(type.initialState().state())).isEqualTo("zero");
    assertThat(type.initialState().tags()).containsEntry("a", "b");
    assertThat(type.timers()).containsExactly(new TimerAction("tick", 60));
    assertThat(type.initAction()).isEqualTo("setup");
    assertThat(type.subscriptions())
        .containsExactly(
            new Subscription("news", "hear"),
            new Subscription("sport", Subscription.DEFAULT_ACTION));
  }

  @ParameterizedTest
  @EnumSource
  void aTypeSaysByATagHowItsMessagesAreDelivered(DeliveryPolicy policy) {
    actor.setMetadata(Metadata.newBuilder().putTags("delivery", policy.word()).putTags("own", "x"));

    assertThat(read().delivery()).contains(policy);
  }

  @Test
  void aTypeThatSaysNothingIsDeliveredToAsConfigured() {
    actor.setMetadata(Metadata.newBuilder().putTags("own", "x"));

    assertThat(read().delivery()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delivery | exactly-once | at-most-once, at-least-once",
        "delivery | '' | at-most-once, at-least-once",
        "takeover-delay | soon | whole numbers of milliseconds from 0 to 86400000",
        "takeover-delay | -1 | whole numbers of milliseconds from 0 to 86400000",
        "takeover-delay | 86400001 | whole numbers of milliseconds from 0 to 86400000",
        "host-content-type | text/xml | application/octet-stream, application/json"
      })
  void aTypeWithATagOfOursThatNobodyKnowsIsLeftOutAlone(String tag, String value, String allowed) {
    actor.setMetadata(Metadata.newBuilder().putTags(tag, value));
    RegistrationRequest request = withFineOne(actor.build());

    assertThat(Registration.typesOf(request)).extracting(ActorType::name).containsExactly("fine");
    assertThat(Registration.notServed(request))
        .containsExactly(
            new NotServed(
                "sys",
                "counter",
                ErrorCode.INVALID_REGISTRATION,
                "metadata.tags.%s is '%s', allowed are %s".formatted(tag, value, allowed)));
  }

  @Test
  void aTagSaysInWhatFormTheHostIsCalled() {
    assertThat(read().hostFormat()).isEqualTo(HostFormat.PROTOBUF);

    actor.setMetadata(Metadata.newBuilder().putTags("host-content-type", "application/json"));
    assertThat(read().hostFormat()).isEqualTo(HostFormat.JSON);
  }

  @Test
  void aSnapshotIntervalIsAtLeastATenthOfASecondAndZeroIsTheDefault() {
    actor.setSettings(strategies(1, 60));
    assertThat(read().snapshotMillis()).isEqualTo(100);
    assertThat(read().idleMillis()).isEqualTo(60);

    actor.setSettings(strategies(0, 0));
    assertThat(read().snapshotMillis()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = io.spawn.actors.Kind.class,
      names = {"POOLED", "TASK", "PROJECTION"})
  void kindsStillToComeAreLeftOutOneByOne(io.spawn.actors.Kind kind) {
    RegistrationRequest request =
        withFineOne(actor.setSettings(ActorSettings.newBuilder().setKind(kind)).build());

    assertThat(Registration.typesOf(request)).extracting(ActorType::name).containsExactly("fine");
    assertThat(Registration.notServed(request))
        .extracting(NotServed::name, NotServed::code)
        .containsExactly(tuple("counter", ErrorCode.KIND_NOT_SUPPORTED));
    assertThat(Registration.notServed(request).getFirst().reason())
        .contains(kind.name(), "NAMED and UNNAMED");
  }

  @Test
  void thoseLeftOutAreNamedByCode() {
    List<NotServed> types =
        List.of(
            new NotServed("sys", "b$1", ErrorCode.KIND_NOT_SUPPORTED, "kind TASK"),
            new NotServed("sys", "odd", ErrorCode.INVALID_REGISTRATION, "a tag"),
            new NotServed("sys", "a", ErrorCode.KIND_NOT_SUPPORTED, "kind POOLED"));

    assertThat(NotServed.describe(types))
        .isEqualTo(
            "INVALID_REGISTRATION: not registered: sys/odd (a tag); "
                + "KIND_NOT_SUPPORTED: not registered: sys/a (kind POOLED), sys/b$1 (kind TASK)");
  }

  private static RegistrationRequest withFineOne(Actor counter) {
    RegistrationRequest.Builder request = request("sys", "counter", counter).toBuilder();
    request.getActorSystemBuilder().getRegistryBuilder().putActors("fine", named("fine"));
    return request.build();
  }

  @Test
  void aNameThatDiffersFromItsKeyIsRefused() {
    refuse(request("sys", "y", named("z")), "'z'", "id.name", "'y'");
  }

  private static Actor named(String name) {
    Actor.Builder named = Actor.newBuilder();
    named.getIdBuilder().setName(name);
    return named.build();
  }

  @Test
  void reservedAndUnknownKindsAreRefused() {
    actor.setSettings(ActorSettings.newBuilder().setKind(kind("PROXY")));
    refused(ErrorCode.INVALID_REGISTRATION, "settings.kind", "PROXY");
    actor.setSettings(ActorSettings.newBuilder().setKindValue(42));
    refused(ErrorCode.INVALID_REGISTRATION, "settings.kind", "42");
  }

  @Test
  void timersNeedAnActionAPeriodAndANameOfTheirOwn() {
    actor.addTimerActions(timer("", 10));
    refused(ErrorCode.INVALID_REGISTRATION, "timer_actions", "without an action");
    actor.clearTimerActions().addTimerActions(timer("tick", 0));
    refused(ErrorCode.INVALID_REGISTRATION, "timer_actions.seconds", "tick");
    actor.clearTimerActions().addTimerActions(timer("tick", -5));
    refused(ErrorCode.INVALID_REGISTRATION, "timer_actions.seconds", "-5");
    actor.clearTimerActions().addTimerActions(timer("tick", 1)).addTimerActions(timer("tick", 2));
    refused(ErrorCode.INVALID_REGISTRATION, "timer_actions", "two timers");
  }

  @Test
  void negativeTimesAreRefused() {
    actor.setSettings(strategies(-1, 0));
    refused(ErrorCode.INVALID_REGISTRATION, "settings.snapshot_strategy.timeout", "-1");
    actor.setSettings(strategies(0, -1));
    refused(ErrorCode.INVALID_REGISTRATION, "settings.deactivation_strategy.timeout", "-1");
  }

  @Test
  void actionsAndChannelsNeedNames() {
    actor.addActions(Action.getDefaultInstance());
    refused(ErrorCode.INVALID_REGISTRATION, "actions", "without a name");
    actor
        .clearActions()
        .setMetadata(Metadata.newBuilder().addChannelGroup(Channel.newBuilder().setAction("x")));
    refused(ErrorCode.INVALID_REGISTRATION, "metadata.channel_group", "without a topic");
  }

  @Test
  void anActorNeedsANameAndASystem() {
    refuse(request("sys", "", actor.build()), "sys", "empty name");
    refuse(request("", "counter", actor.build()), "counter", "id.system");
    refuse(RegistrationRequest.getDefaultInstance(), "actor_system", "no");
    refuse(request("sys", "x".repeat(1025), actor.build()), "xxx", "longer than 1024 bytes");
    refuse(request("sys", "nul\0", actor.build()), "nul", "NUL");
  }

  @Test
  void oneBadActorRefusesAllOfThem() {
    RegistrationRequest request =
        request("sys", "good", Actor.getDefaultInstance()).toBuilder().build();
    Registry both =
        request.getActorSystem().getRegistry().toBuilder()
            .putActors("bad", Actor.newBuilder().addTimerActions(timer("tick", 0)).build())
            .build();

    refuse(
        request.toBuilder()
            .setActorSystem(request.getActorSystem().toBuilder().setRegistry(both))
            .build(),
        "'bad'",
        "seconds");
  }

  @Test
  void twoActorsOfOneNameAreRefused() {
    Actor same = Actor.newBuilder().setId(ActorId.newBuilder().setName("same")).build();
    Registry both = Registry.newBuilder().putActors("a", same).putActors("b", same).build();

    refuse(
        RegistrationRequest.newBuilder()
            .setActorSystem(ActorSystem.newBuilder().setName("sys").setRegistry(both))
            .build(),
        "'same'",
        "id");
  }

  // --- helpers

  private ActorType read() {
    return Registration.typesOf(request("sys", "counter", actor.build())).getFirst();
  }

  private void refused(ErrorCode code, String... parts) {
    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(code);
              assertThat(e.failure().message()).contains("'counter'").contains(parts);
            });
  }

  private static void refuse(RegistrationRequest request, String... parts) {
    assertThatThrownBy(() -> Registration.typesOf(request))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(ErrorCode.INVALID_REGISTRATION);
              assertThat(e.failure().message()).contains(parts);
            });
  }

  private static RegistrationRequest request(String system, String key, Actor actor) {
    return RegistrationRequest.newBuilder()
        .setActorSystem(
            ActorSystem.newBuilder()
                .setName(system)
                .setRegistry(Registry.newBuilder().putActors(key, actor)))
        .build();
  }

  private static io.spawn.actors.Kind kind(String name) {
    return io.spawn.actors.Kind.valueOf(name);
  }

  private static ActorSettings.Builder strategies(long snapshotMillis, long idleMillis) {
    return ActorSettings.newBuilder()
        .setSnapshotStrategy(ActorSnapshotStrategy.newBuilder().setTimeout(after(snapshotMillis)))
        .setDeactivationStrategy(
            ActorDeactivationStrategy.newBuilder().setTimeout(after(idleMillis)));
  }

  private static TimeoutStrategy after(long millis) {
    return TimeoutStrategy.newBuilder().setTimeout(millis).build();
  }

  private static FixedTimerAction timer(String action, int millis) {
    return FixedTimerAction.newBuilder()
        .setAction(Action.newBuilder().setName(action))
        .setSeconds(millis)
        .build();
  }
}
