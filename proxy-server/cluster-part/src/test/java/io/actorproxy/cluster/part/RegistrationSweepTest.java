package io.actorproxy.cluster.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.registry.FakeLookupStore;
import io.actorproxy.statestore.LookupStore.Registrant;
import io.actorproxy.statestore.LookupStore.Registration;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.ManualTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which registrations are removed, and when. */
final class RegistrationSweepTest {
  private static final long MINUTE = 60_000;

  private final FakeLookupStore store = new FakeLookupStore();
  private final ManualTime time = new ManualTime();
  private Set<String> members = Set.of("me", "other");
  private final RegistrationSweep sweep =
      new RegistrationSweep(store, new Registrant("shop", "me", 0), () -> members, time);

  @BeforeEach
  void register() throws StoreException {
    for (String member : List.of("me", "other", "gone")) {
      store.putRegistration(new Registration("sys", "shop", member, new byte[] {1}));
    }
  }

  @Test
  void thoseOfAMemberThatIsAwayForAnHourAreRemoved() throws StoreException {
    pass(59);
    assertThat(registered()).containsExactlyInAnyOrder("me", "other", "gone");
    pass(3);
    assertThat(registered()).containsExactlyInAnyOrder("me", "other");
  }

  @Test
  void aMemberThatComesBackKeepsThem() throws StoreException {
    pass(50);
    members = Set.of("me", "other", "gone");
    pass(1);
    members = Set.of("me", "other");
    pass(50);
    assertThat(registered()).contains("gone");
  }

  @Test
  void aProcessThatIsNoMemberRemovesNothingAndHasSeenNothing() throws StoreException {
    pass(50);
    members = Set.of();
    pass(200);
    members = Set.of("me");
    pass(50);
    assertThat(registered()).hasSize(3);
  }

  @Test
  void aStoreThatIsAwayIsAskedAgain() throws StoreException {
    pass(50);
    store.goDown();
    pass(5);
    store.comeUp();
    pass(10);
    assertThat(registered()).doesNotContain("gone");
  }

  private void pass(int minutes) {
    for (int minute = 0; minute < minutes; minute++) {
      time.advanceMillis(MINUTE);
      sweep.sweep();
    }
  }

  private List<String> registered() throws StoreException {
    return store.registrants().stream().map(Registrant::member).toList();
  }
}
