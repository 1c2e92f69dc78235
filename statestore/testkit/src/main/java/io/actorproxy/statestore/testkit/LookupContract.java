package io.actorproxy.statestore.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.LookupStore.Name;
import io.actorproxy.statestore.LookupStore.Registrant;
import io.actorproxy.statestore.LookupStore.Registration;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which instances and registrations are remembered. */
interface LookupContract extends StoreUnderTest {

  private LookupStore lookups() {
    return store().lookups();
  }

  private List<ActorKey> instances() throws StoreException {
    return lookups().instances(Optional.empty(), Integer.MAX_VALUE);
  }

  private static List<ActorKey> carts(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new ActorKey("shop", "cart", "cart-" + i))
        .toList();
  }

  @Test
  default void instancesAreRememberedOnce() throws StoreException {
    assertThat(instances()).isEmpty();
    lookups().addInstances(List.of());
    lookups().addInstances(carts(0, 2));
    lookups().addInstances(List.of(carts(1, 2).getFirst(), ANN, ANN));
    assertThat(instances())
        .containsExactlyInAnyOrder(carts(0, 1).getFirst(), carts(1, 2).getFirst(), ANN);
  }

  @Test
  default void instancesAreForgotten() throws StoreException {
    lookups().addInstances(carts(0, 5));
    lookups().removeInstances(List.of());
    lookups().removeInstances(carts(2, 9));
    assertThat(instances()).containsExactlyInAnyOrderElementsOf(carts(0, 2));
  }

  @Test
  default void eachKeyIsAnInstanceOfItsOwn() throws StoreException {
    List<ActorKey> keys = new ArrayList<>();
    for (String name : ActorKeyContract.NAMES) {
      keys.add(new ActorKey("shop", "", name));
      keys.add(new ActorKey("shop", name, "ann"));
      keys.add(new ActorKey(name, "parent", "ann"));
    }
    String long1 = "語".repeat(341);
    keys.add(new ActorKey(long1, long1, long1));
    keys.add(new ActorKey(long1, long1, long1 + "1"));
    lookups().addInstances(keys);
    assertThat(instances()).containsExactlyInAnyOrderElementsOf(keys);
    for (ActorKey key : keys.subList(1, keys.size())) {
      lookups().removeInstances(List.of(key));
    }
    assertThat(instances()).containsExactly(keys.getFirst());
  }

  @Test
  default void allInstancesAreReadInPages() throws StoreException {
    lookups().addInstances(carts(0, 1_000));
    List<ActorKey> pages = new ArrayList<>();
    Optional<ActorKey> last = Optional.empty();
    for (List<ActorKey> page = lookups().instances(last, 300);
        !page.isEmpty();
        page = lookups().instances(last, 300)) {
      assertThat(page.size()).isLessThanOrEqualTo(300);
      pages.addAll(page);
      last = Optional.of(page.getLast());
      lookups().removeInstances(List.of(page.getLast()));
    }
    assertThat(pages).containsExactlyInAnyOrderElementsOf(carts(0, 1_000));
  }

  @Test
  default void instancesAreFoundByTheirNamesWhateverTheirParents() throws StoreException {
    ActorKey user = new ActorKey("shop", "user", "joe");
    ActorKey admin = new ActorKey("shop", "admin", "joe");
    ActorKey elsewhere = new ActorKey("bank", "user", "joe");
    ActorKey eve = new ActorKey("bank", "user", "eve");
    lookups().addInstances(List.of(user, admin, elsewhere, eve));
    lookups().addInstances(carts(0, 1_000));

    assertThat(named()).isEmpty();
    assertThat(named(new Name("shop", "joe"))).containsExactlyInAnyOrder(user, admin);
    assertThat(named(new Name("shop", "joe"), new Name("shop", "joe"))).hasSize(2);
    assertThat(named(new Name("shop", "joe"), new Name("bank", "eve"), new Name("shop", "cart-7")))
        .containsExactlyInAnyOrder(user, admin, eve, carts(7, 8).getFirst());
    assertThat(named(new Name("shop", "eve"), new Name("shop", "Joe"), new Name("shop", "cart")))
        .isEmpty();
    lookups().removeInstances(List.of(user));
    assertThat(named(new Name("shop", "joe"))).containsExactly(admin);
  }

  @Test
  default void eachNameFindsItsOwnInstance() throws StoreException {
    List<ActorKey> keys = new ArrayList<>();
    for (String name : ActorKeyContract.NAMES) {
      keys.add(new ActorKey("shop", "user", name));
      keys.add(new ActorKey(name, "user", "ann"));
    }
    // What they have in common is longer than what an index may hold.
    for (String unit : List.of("x", "語")) {
      String start = unit.repeat(1_000 / unit.getBytes(UTF_8).length);
      keys.add(new ActorKey("shop", "user", start + "1"));
      keys.add(new ActorKey("shop", "user", start + "2"));
      keys.add(new ActorKey("shop", start, start + "2"));
    }
    lookups().addInstances(keys);
    for (ActorKey key : keys) {
      assertThat(named(Name.of(key))).as("%s", key).contains(key);
    }
    assertThat(named(keys.stream().map(Name::of).toList()))
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  default void theInstancesOfATypeAreReadInPages() throws StoreException {
    List<ActorKey> others =
        List.of(
            new ActorKey("shop", "car", "cart-1"),
            new ActorKey("shop", "cart1", "cart-1"),
            new ActorKey("Shop", "cart", "cart-1"),
            new ActorKey("shop", "cart", ""));
    lookups().addInstances(carts(0, 1_000));
    lookups().addInstances(others);
    List<ActorKey> pages = new ArrayList<>();
    Optional<ActorKey> last = Optional.empty();
    for (List<ActorKey> page = lookups().instancesOf("shop", "cart", last, 300);
        !page.isEmpty();
        page = lookups().instancesOf("shop", "cart", last, 300)) {
      assertThat(page.size()).isLessThanOrEqualTo(300);
      pages.addAll(page);
      last = Optional.of(page.getLast());
      lookups().removeInstances(List.of(page.getLast()));
    }
    assertThat(pages).hasSize(1_001).containsAll(carts(0, 1_000)).contains(others.getLast());
    assertThat(lookups().instancesOf("shop", "nothing", Optional.empty(), 300)).isEmpty();
  }

  @Test
  default void typesWhoseNamesBeginAlikeHaveInstancesOfTheirOwn() throws StoreException {
    String start = "t".repeat(900);
    ActorKey one = new ActorKey("shop", start + "1", "ann");
    ActorKey two = new ActorKey("shop", start + "2", "ann");
    lookups().addInstances(List.of(one, two));
    assertThat(lookups().instancesOf("shop", start + "1", Optional.empty(), 300))
        .containsExactly(one);
    assertThat(lookups().instancesOf("shop", start, Optional.empty(), 300)).isEmpty();
  }

  @Test
  default void instancesAreCounted() throws StoreException {
    assertThat(lookups().countInstances()).isZero();
    lookups().addInstances(carts(0, 1_000));
    lookups().addInstances(carts(990, 1_010));
    lookups().removeInstances(carts(0, 10));
    assertThat(lookups().countInstances()).isEqualTo(1_000);
  }

  private List<ActorKey> named(Name... names) throws StoreException {
    return named(List.of(names));
  }

  private List<ActorKey> named(List<Name> names) throws StoreException {
    return lookups().instancesNamed(names);
  }

  @Test
  default void aRegistrationComesBackAsItWasPut() throws StoreException {
    byte[] content = new byte[1 << 20];
    new Random(1).nextBytes(content);
    lookups().putRegistration(new Registration("läden", "app 語", "10.0.0.1:9001", content));
    lookups().putRegistration(new Registration("bank", "app 語", "10.0.0.1:9001", new byte[0]));

    List<Registration> found = lookups().registrations("app 語", "10.0.0.1:9001");
    assertThat(found).extracting(Registration::system).containsExactly("bank", "läden");
    assertThat(found.getFirst().content()).isEmpty();
    assertThat(found.getLast().content()).isEqualTo(content);
    assertThat(found.getLast().app()).isEqualTo("app 語");
    assertThat(found.getLast().member()).isEqualTo("10.0.0.1:9001");
  }

  @Test
  default void aRegistrationReplacesTheOneBeforeAndNoOther() throws StoreException {
    put("shop", "app", "one", "old");
    put("shop", "app", "two", "another member");
    put("shop", "App", "one", "another app");
    put("Shop", "app", "one", "another system");
    put("shop", "app", "one", "new");
    assertThat(contents("app", "one")).containsExactly("another system", "new");
    assertThat(contents("app", "two")).containsExactly("another member");
    assertThat(contents("App", "one")).containsExactly("another app");
    assertThat(contents("APP", "one")).isEmpty();
  }

  @Test
  default void registrationsAreForgottenWithTheirMember() throws StoreException {
    put("shop", "app", "one", "gone");
    put("bank", "app", "one", "gone too");
    put("shop", "app", "two", "another member");
    put("shop", "App", "one", "another app");
    assertThat(lookups().registrants())
        .containsExactlyInAnyOrder(
            new Registrant("app", "one", 2),
            new Registrant("app", "two", 1),
            new Registrant("App", "one", 1));
    lookups().removeRegistrations("app", "one");
    lookups().removeRegistrations("app", "one");
    assertThat(lookups().registrants())
        .containsExactlyInAnyOrder(
            new Registrant("app", "two", 1), new Registrant("App", "one", 1));
    assertThat(contents("app", "one")).isEmpty();
    assertThat(contents("app", "two")).containsExactly("another member");
  }

  @Test
  default void manyMayRememberTheSameAtTheSameTime() throws Exception {
    List<LookupStore> stores = List.of(lookups(), other().lookups());
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      LookupStore store = stores.get(i % 2);
      List<ActorKey> keys = i < 3 ? carts(0, 200) : carts(0, 200).reversed();
      byte[] content = {(byte) i};
      tasks.add(
          () -> {
            store.addInstances(keys);
            store.putRegistration(new Registration("shop", "app", "one", content));
            return true;
          });
    }
    AtOnce.run(tasks);
    assertThat(instances()).containsExactlyInAnyOrderElementsOf(carts(0, 200));
    assertThat(lookups().registrations("app", "one")).hasSize(1);
  }

  private void put(String system, String app, String member, String content) throws StoreException {
    lookups().putRegistration(new Registration(system, app, member, content.getBytes(UTF_8)));
  }

  private List<String> contents(String app, String member) throws StoreException {
    return lookups().registrations(app, member).stream()
        .map(registration -> new String(registration.content(), UTF_8))
        .toList();
  }
}
