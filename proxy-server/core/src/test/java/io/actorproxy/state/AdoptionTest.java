package io.actorproxy.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.definition.TypeBuilder;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.SteppedInstances;
import io.actorproxy.registry.SteppedLookups;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.ImportStore.Imported;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.ManualTime;
import io.actorproxy.time.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a state that was imported under a name is adopted, when an actor of that name is called. */
final class AdoptionTest {
  private static final ActorId JOE = ActorId.named("sys", "joe");
  private static final ActorId USER_JOE = new ActorId("sys", "user", "joe");
  private static final ActorId ADMIN_JOE = new ActorId("sys", "admin", "joe");
  private static final ActorKey WAITING = Adoption.waitingKey("sys", "joe");

  private final MemoryStore store = new MemoryStore(1 << 20);
  private final ManualTime time = new ManualTime();
  private final SteppedInstances instances =
      new SteppedInstances(new SteppedLookups(Runnable::run), time);
  private final ActorRegistry registry = instances.registry();

  @Test
  void aNamedActorContinuesFromItsImportedState() throws StoreException {
    importJoe();
    registry.register(TypeBuilder.type("joe").build());

    assertThat(adoption().adopt(JOE)).contains(snapshot(7, "now"));
    assertThat(store.history().atOrBefore(JOE.key(), 6)).contains(snapshot(5, "before"));
    assertThat(store.snapshots().load(WAITING)).isEmpty();
  }

  @Test
  void anInstanceContinuesFromItsImportedState() throws StoreException {
    importJoe();
    registry.register(TypeBuilder.type("user").unnamed().build());
    store.lookups().addInstances(List.of(USER_JOE.key()));

    assertThat(adoption().adopt(USER_JOE)).contains(snapshot(7, "now"));
  }

  @Test
  void noActorGetsWhatSeveralCouldMean() throws StoreException {
    importJoe();
    registry.register(TypeBuilder.type("user").unnamed().build());
    registry.register(TypeBuilder.type("admin").unnamed().build());
    store.lookups().addInstances(List.of(USER_JOE.key()));
    store.lookups().addInstances(List.of(ADMIN_JOE.key()));

    assertThatThrownBy(() -> adoption().adopt(USER_JOE))
        .hasMessageStartingWith(ErrorCode.AMBIGUOUS_ACTOR.name())
        .hasMessageContaining("sys/admin/joe, sys/user/joe")
        .hasMessageContaining("--adopt sys/PARENT/joe");
    assertThat(store.snapshots().load(WAITING)).contains(snapshot(7, "now"));
  }

  @Test
  void aNamedActorAndAnInstanceOfOneNameGetNothing() throws StoreException {
    importJoe();
    registry.register(TypeBuilder.type("user").unnamed().build());
    registry.register(TypeBuilder.type("joe").build());
    store.lookups().addInstances(List.of(USER_JOE.key()));

    assertThatThrownBy(() -> adoption().adopt(JOE)).hasMessageContaining("sys/joe, sys/user/joe");
  }

  @Test
  void aTypeThatKeepsNoStateClaimsNone() throws StoreException {
    importJoe();
    registry.register(TypeBuilder.type("joe").stateless().build());
    registry.register(TypeBuilder.type("user").unnamed().build());
    store.lookups().addInstances(List.of(USER_JOE.key()));

    assertThat(adoption().adopt(USER_JOE)).contains(snapshot(7, "now"));
  }

  @Test
  void otherNamesAndOtherSystemsGetNothing() throws StoreException {
    importJoe();

    assertThat(adoption().adopt(ActorId.named("sys", "jim"))).isEmpty();
    assertThat(adoption().adopt(ActorId.named("other", "joe"))).isEmpty();
  }

  @Test
  void aStoreWithoutImportsIsAskedOnceAMinute() throws StoreException {
    keepTheKeyRecord();
    Adoption adoption = adoption();
    assertThat(adoption.adopt(JOE)).isEmpty();
    importJoe();

    time.advanceMillis(59_999);
    assertThat(adoption.adopt(JOE)).isEmpty();
    time.advanceMillis(1);
    assertThat(adoption.adopt(JOE)).contains(snapshot(7, "now"));
  }

  @Test
  void aProxyThatLosesARaceLoadsWhatTheOtherProxyMoved() throws StoreException {
    importJoe();
    ImportStore slower =
        new Forwarding(store.imports()) {
          @Override
          public boolean move(ActorKey from, ActorKey to) throws StoreException {
            assertThat(super.move(from, to)).isTrue();
            return super.move(from, to);
          }
        };

    assertThat(adoption(slower).adopt(JOE)).contains(snapshot(7, "now"));
  }

  @Test
  void aProxyThatComesTooLateLoadsWhatTheOtherProxyMoved() throws StoreException {
    importJoe();
    assertThat(store.imports().put(List.of(imported(Adoption.waitingKey("sys", "jim")))))
        .containsExactly(true);
    Adoption late = adoption();
    assertThat(late.adopt(ActorId.named("sys", "jack"))).isEmpty();
    assertThat(adoption().adopt(JOE)).isPresent();

    assertThat(late.adopt(JOE)).contains(snapshot(7, "now"));
  }

  @Test
  void aMoveWhoseAnswerIsLostIsFoundTheNextTime() throws StoreException {
    importJoe();
    ImportStore losing =
        new Forwarding(store.imports()) {
          @Override
          public boolean move(ActorKey from, ActorKey to) throws StoreException {
            super.move(from, to);
            throw new StoreUnavailableException("the answer is lost");
          }
        };

    Adoption adoption = adoption(losing);

    assertThatThrownBy(() -> adoption.adopt(JOE)).hasMessage("the answer is lost");
    assertThat(adoption.adopt(JOE)).contains(snapshot(7, "now"));
  }

  @Test
  void theManagerLoadsAnAdoptedState() throws StoreException {
    importJoe();

    assertThat(loadedByAManager())
        .isInstanceOfSatisfying(
            LoadResult.Found.class,
            found -> {
              assertThat(found.revision()).isEqualTo(7);
              assertThat(found.actor().actor().tags()).containsEntry("text", "now");
            });
  }

  @Test
  void theManagerRefusesAStateThatSeveralActorsClaim() throws StoreException {
    importJoe();
    registry.register(TypeBuilder.type("user").unnamed().build());
    store.lookups().addInstances(List.of(USER_JOE.key()));

    assertThat(loadedByAManager())
        .isInstanceOfSatisfying(
            LoadResult.NotLoaded.class,
            result -> assertThat(result.failure().code()).isEqualTo(ErrorCode.AMBIGUOUS_ACTOR));
  }

  private LoadResult loadedByAManager() {
    CompletableFuture<LoadResult> loaded = new CompletableFuture<>();
    try (StateManager manager =
        new StateManager(
            store,
            this::namesakes,
            new StateConfig(2, 1000, 100, 1 << 20, 0, 1_000),
            TimeSource.SYSTEM,
            new StoreHealth(TimeSource.SYSTEM, 1_000))) {
      manager.load(JOE, Runnable::run, loaded::complete);
      await().until(loaded::isDone);
    }
    return loaded.join();
  }

  private void importJoe() throws StoreException {
    assertThat(store.imports().put(List.of(imported(WAITING)))).containsExactly(true);
  }

  private static Imported imported(ActorKey key) {
    return new Imported(key, snapshot(7, "now"), List.of(snapshot(5, "before")));
  }

  private void keepTheKeyRecord() throws StoreException {
    store
        .snapshots()
        .save(
            List.of(
                new Save(new ActorKey("", "", "encryption keys"), 0, "keys".getBytes(UTF_8), 1)));
  }

  private static Snapshot snapshot(long revision, String text) {
    return new Snapshot(
        revision, new ActorStateMessage(Map.of("text", text), TextAny.of(text)).toByteArray());
  }

  private List<ActorId> namesakes(String system, String name) throws StoreException {
    return instances.cache().statefulActors(store.lookups(), system, name);
  }

  private Adoption adoption() {
    return adoption(store.imports());
  }

  private Adoption adoption(ImportStore imports) {
    return new Adoption(store.snapshots(), imports, this::namesakes, time);
  }

  private static class Forwarding implements ImportStore {
    private final ImportStore store;

    Forwarding(ImportStore store) {
      this.store = store;
    }

    @Override
    public List<Boolean> put(List<Imported> actors) throws StoreException {
      return store.put(actors);
    }

    @Override
    public boolean move(ActorKey from, ActorKey to) throws StoreException {
      return store.move(from, to);
    }

    @Override
    public List<ActorKey> actors(String system, Optional<ActorKey> after, int limit)
        throws StoreException {
      return store.actors(system, after, limit);
    }
  }
}
