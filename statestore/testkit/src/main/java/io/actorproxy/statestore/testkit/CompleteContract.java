package io.actorproxy.statestore.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a store promises besides keeping current states: histories, messages, lookups, imports. */
interface CompleteContract
    extends HistoryContract,
        ExchangeContract,
        MessageContract,
        ClaimContract,
        OwnerContract,
        ModelContract,
        LookupContract,
        RemovalContract,
        ImportContract {

  @Test
  default void everyPartOfAClosedStoreIsUnavailable() {
    ActorKey ann = ANN;
    store().close();
    List<ThrowingCallable> calls =
        List.of(
            () -> store().history().atOrBefore(ann, 1),
            () -> store().history().list(ann, 1, 1),
            () -> messages().add(List.of(MessageWords.message(1, 1))),
            () -> messages().remove(MessageWords.ids(1)),
            () -> messages().claim(OWNER, ALL, 1, 2, 1),
            () -> messages().finish(OWNER, MessageWords.ids(1)),
            () -> messages().takeOver(OWNER, 1, 2),
            () -> messages().renew(OWNER, List.of(MessageWords.message(1, 1)), 2),
            () -> messages().release(OWNER, MessageWords.ids(1), 2),
            () -> messages().hasten(List.of(MessageWords.message(1, 1)), 2),
            () -> messages().revive(MessageWords.ids(1), 1),
            () -> messages().nextDue(ALL),
            () -> messages().find(MessageWords.id(1)),
            () -> messages().list(ALL, false, Optional.empty(), 1),
            () -> messages().head(MessageWords.id(1)),
            () -> messages().heads(ALL, false, Optional.empty(), 1),
            () -> messages().count(ALL, false),
            () -> store().lookups().addInstances(List.of(ann)),
            () -> store().lookups().instances(Optional.empty(), 1),
            () -> store().lookups().instancesOf("shop", "cart", Optional.empty(), 1),
            () -> store().lookups().instancesNamed(List.of(new LookupStore.Name("shop", "ann"))),
            () -> store().lookups().countInstances(),
            () -> store().lookups().registrations("app", "member"),
            () -> store().lookups().registrants(),
            () -> store().snapshots().remove(List.of(ann)),
            () -> store().imports().move(ann, BOB),
            () -> store().imports().actors("shop", Optional.empty(), 1));
    for (var call : calls) {
      assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class);
    }
  }
}
