package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.statestore.StoreUnavailableException;
import org.junit.jupiter.api.Test;

/** What actors do while the store fails or hangs. */
final class StoreDownTest {
  private static final ActorType TYPE = type("counter").actions("add").build();
  private static final ActorType STATELESS = type("clock").actions("ask").stateless().build();
  private static final int PLACES = 10;

  private final ActorHarness actors =
      new ActorHarness(TYPE, ActorHarness.config(Durability.ACKNOWLEDGED), PLACES, 1000);

  private void goDown() {
    actors.state().store().goDown(new StoreUnavailableException("gone"));
  }

  private RecordedReply add(String actor, long timeoutMillis) {
    return actors
        .invocation(ActorId.named("sys", actor), "add")
        .timeoutMillis(timeoutMillis)
        .send();
  }

  private RecordedReply askStateless() {
    return actors.invocation(ActorId.named("sys", "clock"), "ask").of(STATELESS).send();
  }

  @Test
  void whatIsSavedCanBeReadThoughTheStoreIsDown() {
    add("counter", 60_000);
    actors.answerAndCommit("1");
    goDown();

    assertThat(actors.call("get").text()).isEqualTo("1");
  }

  @Test
  void whatIsNotSavedIsSeenByNobody() {
    add("counter", 60_000);
    actors.answerAndCommit("1");
    goDown();
    RecordedReply add = add("counter", 500);
    actors.host().only().returns("2");
    actors.commit();

    RecordedReply get = actors.invocation("get").timeoutMillis(500).send();
    actors.advance(520);
    assertThat(add.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(get.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);

    actors.advance(30_000);
    actors.commit();
    actors.state().store().comeUp();
    assertThat(actors.call("get").text()).isEqualTo("1");
  }

  @Test
  void aCallerWhoWaitsForAHungStoreIsToldThatItIsTheStore() {
    actors.holdLoads();
    actors.state().store().hang();
    RecordedReply add = add("counter", 1_500);
    Thread load = Thread.ofPlatform().start(actors.state()::load);
    await().until(() -> actors.state().store().loads() == 1);

    actors.advance(1_520);

    assertThat(add.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(add.message()).contains("has not answered");
    actors.state().store().comeUp();
    await().until(() -> !load.isAlive());
  }

  @Test
  void callersWhoWereToldHoldNoPlaces() {
    goDown();
    add("counter", 100);
    RecordedReply patient = add("counter", 20_000);

    actors.advance(2_000);
    assertThat(actors.inFlight().count()).isEqualTo(1);
    actors.state().store().comeUp();
    actors.advance(2_000);
    actors.answerAndCommit("1");

    assertThat(patient.code()).isNull();
    assertThat(actors.host().log()).containsExactly("add");
    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
  }

  @Test
  void halfOfThePlacesAreKeptForActorsThatNeedNoStore() {
    goDown();
    for (int i = 0; i <= PLACES / 2; i++) {
      assertThat(add("counter-" + i, 60_000).reply()).isNull();
    }

    assertThat(add("one-more", 60_000).code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    askStateless();
    assertThat(actors.host().log()).containsExactly("ask");

    actors.state().store().comeUp();
    actors.advance(2_000);
    assertThat(add("one-more", 60_000).reply()).isNull();
  }
}
