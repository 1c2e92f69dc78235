package io.actorproxy.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.statestore.LookupStore.Registration;
import io.actorproxy.time.ManualLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LookupWriterTest {
  private final ManualLoop loop = new ManualLoop();
  private final SteppedLookups lookups = new SteppedLookups(loop);
  private final FakeLookupStore store = lookups.store();
  private final LookupWriter writer = lookups.writer();
  private final List<@Nullable ErrorCode> outcomes = new ArrayList<>();

  @Test
  void oneTransactionCarriesEverythingThatWaits() {
    record("a", "b");
    record("b", "c");

    lookups.write();
    loop.drain();

    assertThat(store.transactions()).hasSize(1);
    assertThat(store.recorded()).extracting(key -> key.name()).containsExactly("a", "b", "c");
    assertThat(outcomes).containsExactly(null, null);
  }

  @Test
  void aTransactionIsNotMuchLargerThanAllowedAndNeverSplitsARequest() {
    record("a", "b", "c", "d", "e", "f", "g", "h", "i");
    record("j", "k", "l");
    record("m");

    lookups.write();

    assertThat(store.transactions()).extracting(List::size).containsExactly(12);
    lookups.write();
    assertThat(store.transactions()).extracting(List::size).containsExactly(12, 1);
  }

  @Test
  void aCallerIsToldOfTheFirstFailureOnTheLoop() {
    store.goDown();
    record("a");

    assertThat(lookups.write()).isFalse();
    assertThat(outcomes).isEmpty();
    loop.drain();

    assertThat(outcomes).containsExactly(ErrorCode.STORE_UNAVAILABLE);
    assertThat(lookups.hasWork()).isFalse();
  }

  @Test
  void aDefectOfTheDriverIsAFailureToo() {
    store.breakWith(new IllegalStateException("told to break"));
    record("a");
    writer.recordSometime(id("b"), _ -> {});
    lookups.write();
    loop.drain();
    store.comeUp();
    lookups.write();

    assertThat(outcomes).containsExactly(ErrorCode.INTERNAL);
    assertThat(lookups.isRecorded(id("b"))).isTrue();
  }

  @Test
  void moreThanTheQueueHoldsIsRefusedAtOnce() {
    for (int i = 0; i < 100; i++) {
      record("a" + i);
    }

    record("one too many");
    loop.drain();

    assertThat(outcomes).containsExactly(ErrorCode.STORE_UNAVAILABLE);
  }

  @Test
  void theNewestRegistrationOfEachSystemIsWrittenOnceTheStoreIsThere() throws Exception {
    store.goDown();
    writer.remember(registration("sys", "old"));
    writer.remember(registration("other", "only"));
    lookups.write();
    writer.remember(registration("sys", "new"));
    store.comeUp();

    lookups.write();

    assertThat(store.registrations("app", "member"))
        .extracting(r -> r.system() + " " + new String(r.content(), StandardCharsets.UTF_8))
        .containsExactly("other only", "sys new");
    assertThat(store.registrationsWritten()).isEqualTo(2);
  }

  @Test
  void aWriterThatClosesWritesWhatWaits() throws Exception {
    for (int i = 0; i < 50; i++) {
      writer.recordSometime(id("n" + i), _ -> {});
    }
    writer.remember(registration("sys", "content"));
    writer.start();

    writer.close();

    assertThat(store.recorded()).hasSize(50);
    assertThat(store.registrations("app", "member")).hasSize(1);
  }

  @Test
  void aWriterThatClosesDoesNotWaitForAStoreThatIsAway() {
    store.goDown();
    writer.recordSometime(id("a"), _ -> {});
    writer.remember(registration("sys", "content"));
    record("b");
    writer.start();

    writer.close();
    record("c");
    loop.drain();

    assertThat(outcomes).containsExactly(ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE);
  }

  // --- helpers

  private void record(String... names) {
    List<ActorId> ids = List.of(names).stream().map(LookupWriterTest::id).toList();
    writer.record(
        ids, outcome -> outcomes.add(outcome.failure() == null ? null : outcome.failure().code()));
  }

  private static ActorId id(String name) {
    return new ActorId("sys", "user", name);
  }

  private static Registration registration(String system, String content) {
    return new Registration(system, "app", "member", content.getBytes(StandardCharsets.UTF_8));
  }
}
