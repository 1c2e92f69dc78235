package io.actorproxy.command;

import static io.actorproxy.definition.TypeBuilder.type;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import io.actorproxy.ingress.admin.Admin;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands, asking an admin API on a real socket. */
final class AdminCommandsTest {
  private record Result(int status, String out, String err) {}

  @Test
  void deadLettersAreListedBroughtBackAndDiscarded() throws Exception {
    try (Admin admin = new Admin("s3")) {
      for (int i = 1; i <= 3; i++) {
        MessageId id = admin.add(i, MessageKind.EFFECT, 0);
        admin
            .store
            .messages()
            .record(0, List.of(new Attempt(id, 0, 7, 5_000, "host\u001b is down", true)));
      }

      assertThat(run(admin, "s3", "dead-letters", "list", "--limit", "1"))
          .isEqualTo(
              new Result(
                  0,
                  """
                  ID                                KIND    TO          TIME                  ATTEMPTS  FAILURE
                  00000000000000000000000000000001  effect  sys/actor1  1970-01-01T00:00:05Z  7         host? is down
                  """,
                  "More may follow: add --after 5000-00000000000000000000000000000001\n"));
      assertThat(run(admin, "s3", "dead-letters", "discard", "" + new MessageId(0, 1)).out())
          .isEqualTo("Discarded: 00000000000000000000000000000001\n");
      assertThat(run(admin, "s3", "dead-letters", "redrive", "" + new MessageId(0, 2)).out())
          .isEqualTo("Brought back: 1\n");
      assertThat(run(admin, "s3", "dead-letters", "redrive", "--all", "--yes", "--json").out())
          .isEqualTo("{\"redriven\":1}\n");
      assertThat(run(admin, "s3", "dead-letters", "list", "--json").out())
          .isEqualTo("{\"messages\":[]}\n");
    }
  }

  @Test
  void theMembersOfAClusterAreShown() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.cluster =
          JsonParser.parseString(
                  """
                  {"isClustered":true,"epoch":7,"leaseMillis":2640,"view":12,"members":[
                   {"epoch":7,"app":"shop","name":"a","address":"10.0.0.1:9002","state":"up",
                    "hostUp":true,"silentMillis":210,"slots":{"cart":200,"user":56}},
                   {"epoch":9,"app":"shop","name":"b","address":"10.0.0.2:9002","state":"leaving",
                    "hostUp":false,"silentMillis":1300,"slots":{}}],
                   "open":[{"slot":"cart/3","reason":"no owner","with":0,"millis":0},
                    {"slot":"cart/4","reason":"waits for its certificate","with":9,"millis":1500}]}
                  """)
              .getAsJsonObject();
      assertThat(run(admin, "", "cluster").out())
          .isEqualTo(
              """
              EPOCH     APP   NAME  ADDRESS        STATE    HOST  LEASE SEEN  SLOTS
              7 (this)  shop  a     10.0.0.1:9002  up       up    0.2 s ago   cart 200, user 56
              9         shop  b     10.0.0.2:9002  leaving  down  1.3 s ago   none
              View 12; this member may start turns for 2.6 s

              SLOT    IS                         WITH  FOR
              cart/3  no owner
              cart/4  waits for its certificate  9     1.5 s
              """);
    }
  }

  @Test
  void aProxyThatWorksAloneSaysSo() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.cluster = JsonParser.parseString("{\"isClustered\":false}").getAsJsonObject();
      assertThat(run(admin, "", "cluster").out())
          .isEqualTo("This proxy works alone: PROXY_CLUSTER_STRATEGY is standalone\n");
    }
  }

  @Test
  void manyDeadLettersAreCountedUntilItIsSaidThatTheyAreMeant() throws Exception {
    try (Admin admin = new Admin("")) {
      for (int i = 0; i < 6_000; i++) {
        MessageId id = admin.add(i, MessageKind.EFFECT, 0);
        String failure = i % 3 == 0 ? "HOST_STATUS: 500" : "HOST_CLOSED: no answer";
        admin.store.messages().record(0, List.of(new Attempt(id, 0, 7, i / 10, failure, true)));
      }
      Result counted = run(admin, "", "dead-letters", "redrive", "--all", "--system", "sys");
      assertThat(counted.out())
          .isEqualTo(
              """
              Would redrive, with --yes: 6000
                HOST_CLOSED  4000
                HOST_STATUS  2000
              """);
      assertThat(counted.err()).isEqualTo("5,000 so far\n");
      assertThat(run(admin, "", "dead-letters", "redrive", "--all", "--older-than", "20000d").out())
          .isEqualTo("Would redrive, with --yes: 0\n");
      assertThat(run(admin, "", "dead-letters", "list", "--limit", "1000").out())
          .hasLineCount(1_001);

      assertThat(run(admin, "", deadLetters("redrive", "HOST_CLOSED")).out())
          .isEqualTo("Brought back: 4000\n  HOST_CLOSED  4000\n");
      assertThat(run(admin, "", deadLetters("discard", "HOST_STATUS")).out())
          .isEqualTo("Discarded: 2000\n  HOST_STATUS  2000\n");

      assertThat(run(admin, "", "dead-letters", "list").out()).hasLineCount(1);
      assertThat(admin.store.messages().count(Set.of(MessageKind.EFFECT), false)).isEqualTo(4_000);
    }
  }

  private static String[] deadLetters(String verb, String code) {
    return new String[] {"dead-letters", verb, "--all", "--code", code, "--yes"};
  }

  @Test
  void schedulesAreCancelledAndNothingElseIs() throws Exception {
    try (Admin admin = new Admin("")) {
      MessageId schedule = admin.add(1, MessageKind.SCHEDULE, 5_000);
      MessageId effect = admin.add(2, MessageKind.EFFECT, 5_000);

      assertThat(run(admin, "", "schedules", "list").out())
          .contains(schedule.toString())
          .doesNotContain(effect.toString());
      assertThat(run(admin, "", "schedules", "cancel", effect.toString()).err())
          .startsWith("MESSAGE_NOT_FOUND: ");
      assertThat(run(admin, "", "schedules", "cancel", schedule.toString()).status()).isZero();
      assertThat(run(admin, "", "schedules", "list").out()).hasLineCount(1);
    }
  }

  @Test
  void actorsAreRestored() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.answer = CompletableFuture.completedFuture(4L);

      assertThat(run(admin, "", "history", "restore", "s", "a b", "5", "--parent", "p").out())
          .isEqualTo("Restored: revision 4, the newest that is kept at or before 5\n");
      assertThat(run(admin, "", "history", "restore", "s", "a", "4").out())
          .isEqualTo("Restored: revision 4\n");

      assertThat(admin.restored).containsExactly("s/p/a b@5", "s/a@4");
    }
  }

  @Test
  void aVerbMayAlsoFollowTheNamesOfTheActor() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.registry.register(type("list").build());

      assertThat(run(admin, "", "history", "sys", "a", "--parent", "p", "restore", "5").status())
          .isZero();
      assertThat(run(admin, "", "history", "sys", "list", "list").out())
          .isEqualTo("REVISION  SAVED  BYTES\n");
      assertThat(run(admin, "", "history", "list", "sys", "list").out())
          .isEqualTo("REVISION  SAVED  BYTES\n");

      assertThat(admin.restored).containsExactly("sys/p/a@5");
    }
  }

  @Test
  void anUnknownActorHasNoHistory() throws Exception {
    try (Admin admin = new Admin("")) {
      Result unknown = run(admin, "", "history", "list", "shop", "nobody");

      assertThat(unknown.status()).isEqualTo(1);
      assertThat(unknown.err()).startsWith("ACTOR_NOT_FOUND: ");
      assertThat(unknown.out()).isEmpty();
    }
  }

  @Test
  void typesInstancesAndTheStatusAreShown() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.registry.register(type("cart").unnamed().actions("add").build());
      admin.registry.register(type("clerk").build());
      admin.store.lookups().addInstances(List.of(new ActorKey("sys", "cart", "ada")));
      admin.inMemory.add(new ActorId("sys", "cart", "ada"));

      assertThat(run(admin, "", "types").out())
          .isEqualTo(
              """
              SYSTEM  TYPE   KIND     STATEFUL  MEMORY  ACTIONS
              sys     cart   unnamed  yes               add
              sys     clerk  named    yes       no
              """);
      assertThat(run(admin, "", "actors", "list").out())
          .isEqualTo(
              """
              SYSTEM  TYPE  NAME  MEMORY
              sys     cart  ada   yes
              """);
      assertThat(run(admin, "", "actors", "list", "--memory", "--limit", "1").out())
          .contains("cart  ada   yes");
      assertThat(run(admin, "", "actors", "show", "sys", "ada", "--parent", "cart").out())
          .contains("sys/cart/ada  cart  unnamed  yes       yes     none");
      save(admin, new ActorKey("sys", "cart", "ada"));
      assertThat(run(admin, "", "actors", "show", "sys", "ada", "--parent", "cart").out())
          .isEqualTo(
              """
              ACTOR         TYPE  KIND     STATEFUL  MEMORY  HISTORY
              sys/cart/ada  cart  unnamed  yes       yes     up to revision 1
              """);
      assertThat(run(admin, "", "status").out()).isEqualTo("version  1.2\ntypes    3\n");
    }
  }

  @Test
  void anActorIsCountedFirstAndRemovedWhenThatIsConfirmed() throws Exception {
    try (Admin admin = new Admin("")) {
      ActorKey ada = new ActorKey("sys", "cart", "ada");
      save(admin, ada);
      save(admin, new ActorKey("sys", "cart", "bob"));
      admin.store.lookups().addInstances(List.of(ada));
      admin.instances.lookUp("sys", "ada");
      await().until(() -> admin.instances.isKnown(new ActorId("sys", "cart", "ada")));
      admin.add(1, MessageKind.EFFECT, 5_000);

      assertThat(run(admin, "", "purge", "actor", "sys", "ada", "--parent", "cart").out())
          .isEqualTo(
              "Would remove, with --yes, sys/cart/ada: state at revision 1, earlier states: 1,"
                  + " messages: 0, dead letters: 0\n");
      assertThat(admin.store.snapshots().load(ada)).isPresent();
      assertThat(run(admin, "", "purge", "actor", "sys", "ada", "--parent", "cart", "--yes").out())
          .startsWith("Removed sys/cart/ada: state at revision 1");

      assertThat(admin.store.snapshots().load(ada)).isEmpty();
      assertThat(admin.store.history().list(ada, Long.MAX_VALUE, 10)).isEmpty();
      assertThat(admin.store.lookups().instances(Optional.empty(), 10)).isEmpty();
      assertThat(admin.instances.isKnown(new ActorId("sys", "cart", "ada"))).isFalse();
      assertThat(admin.store.snapshots().load(new ActorKey("sys", "cart", "bob"))).isPresent();
      assertThat(run(admin, "", "purge", "actor", "sys", "ada", "--parent", "cart").err())
          .startsWith("ACTOR_NOT_FOUND: ");
    }
  }

  @Test
  void theMessagesToAnActorGoWithItAliveAndDead() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.add(1, MessageKind.SCHEDULE, 5_000);
      admin.add(2, MessageKind.EFFECT, 5_000);
      assertThat(run(admin, "", "purge", "actor", "sys", "actor1", "--yes").out())
          .contains("messages: 1, dead letters: 0");
      MessageId dead = admin.add(3, MessageKind.EFFECT, 0);
      admin.store.messages().record(0, List.of(new Attempt(dead, 0, 7, 5_000, "down", true)));
      assertThat(run(admin, "", "purge", "actor", "sys", "actor3", "--yes").out())
          .contains("messages: 0, dead letters: 1");
      assertThat(run(admin, "", "messages", "list").out())
          .contains("sys/actor2")
          .doesNotContain("sys/actor1");
      assertThat(run(admin, "", "dead-letters", "list").out()).hasLineCount(1);
    }
  }

  @Test
  void anActorThatWorksWithoutAPauseIsLeftAsItIs() throws Exception {
    try (Admin admin = new Admin("")) {
      ActorKey ada = new ActorKey("sys", "", "ada");
      save(admin, ada);
      admin.busy.add(new ActorId("sys", "", "ada"));
      assertThat(run(admin, "", "purge", "actor", "sys", "ada", "--yes").err())
          .startsWith("OVERLOADED: ");
      assertThat(admin.store.snapshots().load(ada)).isPresent();
    }
  }

  @Test
  void allInstancesOfATypeAreRemovedInSteps() throws Exception {
    try (Admin admin = new Admin("")) {
      List<ActorKey> carts =
          IntStream.range(0, 2_500).mapToObj(i -> new ActorKey("sys", "cart", "c" + i)).toList();
      admin.store.lookups().addInstances(carts);
      ActorKey other = new ActorKey("sys", "list", "c1");
      admin.store.lookups().addInstances(List.of(other));
      save(admin, carts.getFirst());
      admin.busy.add(new ActorId("sys", "cart", "c7"));

      assertThat(run(admin, "", "purge", "instances", "sys", "cart").out())
          .isEqualTo("Would remove, with --yes, instances: 2500\n");
      assertThat(run(admin, "", "purge", "instances", "sys", "cart", "--yes").out())
          .hasLineCount(3)
          .contains("Removed instances: 1000", "Removed instances: 499", "busy and left: 1");
      assertThat(admin.store.lookups().instances(Optional.empty(), 10))
          .containsExactly(new ActorKey("sys", "cart", "c7"), other);
      assertThat(admin.store.snapshots().load(carts.getFirst())).isEmpty();
    }
  }

  @Test
  void registrationsOfAMemberThatIsGoneAreRemovedAndTheOwnOnesAreNot() throws Exception {
    try (Admin admin = new Admin("")) {
      for (String member : List.of("own", "gone", "away")) {
        admin
            .store
            .lookups()
            .putRegistration(new LookupStore.Registration("sys", "app", member, new byte[1]));
      }

      assertThat(run(admin, "", "purge", "registrations").out())
          .startsWith("Would be removed by --member and --yes:")
          .contains("app  gone", "app  away", "app  own")
          .containsPattern("own +1 +yes");
      assertThat(run(admin, "", "purge", "registrations", "--yes").err())
          .startsWith("INVALID_REQUEST: ");
      assertThat(run(admin, "", "purge", "registrations", "--member", "own", "--yes").err())
          .startsWith("INVALID_REQUEST: ")
          .contains("this proxy itself");
      assertThat(run(admin, "", "purge", "registrations", "--member", "gone", "--yes").status())
          .isZero();

      assertThat(admin.store.lookups().registrants())
          .extracting(LookupStore.Registrant::member)
          .containsExactlyInAnyOrder("own", "away");
    }
  }

  private static void save(Admin admin, ActorKey key) throws StoreException {
    admin
        .store
        .snapshots()
        .save(List.of(new Save(key, 0, new byte[1], 7, true, List.of(), List.of())));
  }

  @Test
  void aWrongTokenAndAProxyThatIsNotThereAreTold() throws Exception {
    Admin admin = new Admin("s3");
    try (admin) {
      Result refused = run(admin, "other", "schedules", "list");
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err()).startsWith("UNAUTHENTICATED: ");
    }

    Result alone = run(admin, "", "schedules", "list");
    assertThat(alone.status()).isEqualTo(1);
    assertThat(alone.err())
        .contains("but the connection is refused; start one, or set PROXY_ADMIN_PORT or --url");
    assertThat(run(admin, "", "state", "s", "a", "--url", admin.url()).err())
        .contains("the connection is refused", "set PROXY_HTTP_PORT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"actors", "dead-letters", "messages", "schedules"})
  void withoutAVerbTheListIsMeant(String command) throws Exception {
    try (Admin admin = new Admin("")) {
      admin.store.lookups().addInstances(List.of(new ActorKey("sys", "cart", "ada")));
      admin.add(1, MessageKind.SCHEDULE, 5_000);
      MessageId dead = admin.add(2, MessageKind.EFFECT, 0);
      admin.store.messages().record(0, List.of(new Attempt(dead, 0, 7, 5_000, "down", true)));

      Result list = run(admin, "", command, "--limit", "1");

      assertThat(list.out()).hasLineCount(2);
      assertThat(list).isEqualTo(run(admin, "", command, "list", "--limit", "1"));
      assertThat(run(admin, "", command, "--help").out())
          .startsWith("usage:\n  " + command + " [list] [");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "history,                           Expected list or restore after history",
    "purge,                             Expected actor or instances or registrations after purge",
    "dead-letters --all,                without --all",
    "dead-letters remove,               Expected list or redrive or discard after dead-letters",
    "dead-letters lst,                  did you mean list?",
    "dead-letters redrive,              Expected dead-letters redrive ID or",
    "dead-letters redrive 1 --all,      without --all",
    "dead-letters discard --yes,        Expected dead-letters discard ID or",
    "dead-letters redrive --all --older-than 3, Expected --older-than to be a whole number with",
    "dead-letters list --limit,         Expected a value after --limit",
    "dead-letters list --limit x,       Expected --limit to be a whole number from 1 to 1000",
    "dead-letters list --kind efect,    'Expected --kind to be one of effect, async, schedule'",
    "dead-letters list --url foo,       Expected --url to be an address",
    "dead-letters list --limt 3,        There is no option --limt; did you mean --limit?",
    "schedules list --everything,       There is no option --everything",
    "schedules list --kind effect,      There is no option --kind",
    "history list s a --limit 0,        Expected --limit",
    "history s a,                       Expected list or restore after history",
    "history s a restore,               Expected history restore SYSTEM NAME REVISION",
    "history restore s a 0,             Expected REVISION to be a whole number above 0",
    "types all,                         Expected types",
  })
  void whatIsNoCommandIsAnsweredWithItsUsageBeforeTheProxyIsAsked(String words, String reason) {
    Result result = run(Map.of("PROXY_ADMIN_PORT", "1"), words.split(" "));

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains(reason).contains("\nusage:\n  " + words.split(" ")[0]);
  }

  @Test
  void aPortThatIsNoneIsAWrongUsage() {
    Result result = run(Map.of("PROXY_ADMIN_PORT", "tcp"), "types");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("Expected PROXY_ADMIN_PORT to be a port, but got 'tcp'");
  }

  @Test
  void everyCommandSaysHowItIsCalled() {
    for (String name : AdminCommands.names()) {
      Result help = run(Map.of(), name, "--help");

      assertThat(help.status()).isZero();
      assertThat(help.out())
          .startsWith("usage:\n  " + name)
          .containsPattern("\n  --json +print the response as JSON\n");
    }
  }

  private static Result run(Admin admin, String token, String... words) {
    return run(Map.of("PROXY_ADMIN_PORT", "" + admin.port(), "PROXY_ADMIN_TOKEN", token), words);
  }

  private static Result run(Map<String, String> environment, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        new AdminCommands(
                environment, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
            .run(words[0], Arrays.asList(words).subList(1, words.length));
    return new Result(status, out.toString(UTF_8), err.toString(UTF_8));
  }
}
