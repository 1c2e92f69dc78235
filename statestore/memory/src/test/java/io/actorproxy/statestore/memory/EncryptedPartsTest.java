package io.actorproxy.statestore.memory;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.EncryptingStore;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore.Imported;
import io.actorproxy.statestore.LookupStore.Registration;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateCipher;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store below the encrypting one holds, and how data that no key opens is treated. */
final class EncryptedPartsTest {
  private static final SecretKey OLD = key(1);
  private static final SecretKey NEW = key(2);
  private static final ActorKey ANN = new ActorKey("shop", "", "ann");
  private static final Set<MessageKind> ALL = Set.of(MessageKind.values());
  private static final byte[] SECRET = "a secret text".getBytes(UTF_8);

  private final MemoryStore behind = new MemoryStore(100_000);
  private StateStore store;

  @BeforeEach
  void open() throws StoreException {
    store = open(false, OLD);
  }

  private StateStore open(boolean allowPlaintext, SecretKey... keys) throws StoreException {
    SecureRandom random = new SecureRandom();
    return EncryptingStore.open(
        new DriverOf(behind),
        new StoreSettings(Path.of("unused"), 100_000, Map.of()),
        new StateCipher(List.of(keys), random),
        random,
        allowPlaintext);
  }

  private static Message message(int number, long lane) {
    return Message.untried(
        new MessageId(0, number), MessageKind.EFFECT, ANN, lane, number, 10, SECRET);
  }

  private static void assertHidden(byte[] stored) {
    assertThat(new String(stored, ISO_8859_1)).contains("AES.GCM.V1").doesNotContain("secret");
  }

  @Test
  void messagesAreHiddenHoweverTheyEnter() throws StoreException {
    store.messages().add(List.of(message(1, 0)));
    Save save = new Save(ANN, 0, SECRET, 1, true, List.of(message(2, 0)), List.of());
    assertThat(store.snapshots().save(List.of(save))).containsExactly(SAVED);

    for (int number = 1; number <= 2; number++) {
      Message stored = behind.messages().find(new MessageId(0, number)).orElseThrow();
      assertHidden(stored.content());
      assertThat(stored.target()).isEqualTo(ANN);
      assertThat(store.messages().find(stored.id())).contains(message(number, 0));
    }
  }

  @Test
  void historiesImportsAndRegistrationsAreHidden() throws StoreException {
    ActorKey bob = new ActorKey("shop", "", "bob");
    store.imports().put(List.of(imported(bob)));
    store.lookups().putRegistration(new Registration("shop", "app", "one", SECRET));

    assertHidden(behind.snapshots().load(bob).orElseThrow().state());
    assertHidden(behind.history().atOrBefore(bob, 4).orElseThrow().state());
    assertHidden(behind.lookups().registrations("app", "one").getFirst().content());
    assertThat(store.snapshots().load(bob)).contains(new Snapshot(5, SECRET));
    assertThat(store.history().atOrBefore(bob, 4)).contains(new Snapshot(3, SECRET));
    assertThat(store.lookups().registrations("app", "one").getFirst().content()).isEqualTo(SECRET);
  }

  @Test
  void whatIsKeptOfAStateIsHiddenAsTheState() throws StoreException {
    byte[] kept = Arrays.copyOf(SECRET, SECRET.length - 1);
    store.snapshots().save(List.of(new Save(ANN, 0, SECRET, 1, true, List.of(), List.of(), kept)));
    store.snapshots().save(List.of(new Save(ANN, 1, SECRET, 1)));

    assertHidden(behind.history().atOrBefore(ANN, 1).orElseThrow().state());
    assertThat(store.history().atOrBefore(ANN, 1)).contains(new Snapshot(1, kept));
    assertThat(store.snapshots().load(ANN)).contains(new Snapshot(2, SECRET));
  }

  private static Imported imported(ActorKey key) {
    return new Imported(key, new Snapshot(5, SECRET), List.of(new Snapshot(3, SECRET)));
  }

  @Test
  void aHistoryTellsTheSizesOfStates() throws StoreException {
    store.imports().put(List.of(imported(ANN)));
    HistoryStore.Entry entry = store.history().list(ANN, Long.MAX_VALUE, 1).getFirst();
    assertThat(entry.bytes()).isEqualTo(SECRET.length);
    assertThat(behind.history().list(ANN, Long.MAX_VALUE, 1).getFirst().bytes())
        .isEqualTo(SECRET.length + StateCipher.OVERHEAD_BYTES);
  }

  @Test
  void anOldKeyStillReadsEverything() throws StoreException {
    store.messages().add(List.of(message(1, 0)));
    store.imports().put(List.of(imported(ANN)));
    store.lookups().putRegistration(new Registration("shop", "app", "one", SECRET));

    StateStore changed = open(false, NEW, OLD);
    assertThat(changed.messages().claim(1, ALL, 10, 10, 1)).containsExactly(message(1, 0));
    assertThat(changed.history().atOrBefore(ANN, 3)).contains(new Snapshot(3, SECRET));
    assertThat(changed.lookups().registrations("app", "one").getFirst().content())
        .isEqualTo(SECRET);
  }

  @Test
  void anUnreadableMessageIsBuriedAndHoldsUpNobody() throws StoreException {
    behind.messages().add(List.of(message(1, 7)));
    store.messages().add(List.of(message(2, 7), message(3, 8)));

    assertThat(store.messages().claim(1, ALL, 100, 10, 10)).containsExactly(message(3, 8));
    assertThat(store.messages().claim(1, ALL, 100, 200, 10))
        .extracting(Message::id)
        .containsExactly(new MessageId(0, 2), new MessageId(0, 3));

    Message buried = store.messages().list(ALL, true, Optional.empty(), 10).getFirst();
    assertThat(buried.id()).isEqualTo(new MessageId(0, 1));
    assertThat(buried.attempts()).isEqualTo(1);
    assertThat(buried.dueAt()).isEqualTo(100);
    assertThat(buried.failure())
        .startsWith(
            "MESSAGE_UNREADABLE: Cannot read the message 00000000000000000000000000000001 to"
                + " ActorKey")
        .contains("PROXY_STATE_ALLOW_PLAINTEXT=true");
    assertThat(buried.content()).isEqualTo(SECRET);
    assertThatThrownBy(() -> store.messages().find(buried.id()))
        .isInstanceOf(StoreCorruptedException.class)
        .hasMessage(buried.failure().substring("MESSAGE_UNREADABLE: ".length()));
  }

  @Test
  void whoListensHearsOfEachUnreadableMessageWhenItIsDead() throws StoreException {
    behind.messages().add(List.of(message(1, 0), message(2, 0)));
    store.messages().add(List.of(message(3, 0)));
    MessageStore messages = store.messages();
    List<String> heard = new ArrayList<>();
    messages.whenUnreadable(
        (stored, reason) ->
            heard.add(stored.id().low() + " " + reason.substring(0, reason.indexOf(':'))));

    messages.claim(1, ALL, 100, 200, 10);
    messages.claim(1, ALL, 300, 400, 10);

    assertThat(heard).containsExactly("1 MESSAGE_UNREADABLE", "2 MESSAGE_UNREADABLE");
    assertThat(messages.count(ALL, true)).isEqualTo(2);
  }

  @Test
  void aDamagedMessageIsBuriedThoughPlainOnesAreAllowed() throws StoreException {
    store.messages().add(List.of(message(1, 0)));
    byte[] damaged = behind.messages().find(new MessageId(0, 1)).orElseThrow().content();
    behind.messages().remove(List.of(new MessageId(0, 1)));
    damaged[damaged.length - 1] ^= 1;
    behind.messages().add(List.of(message(1, 0).withContent(damaged), message(2, 0)));

    assertThat(open(true, OLD).messages().claim(1, ALL, 10, 10, 10)).containsExactly(message(2, 0));
    assertThat(store.messages().list(ALL, true, Optional.empty(), 10).getFirst().failure())
        .startsWith("MESSAGE_UNREADABLE: No key of SPAWN_STATESTORE_KEY opens the message");
  }

  @Test
  void theFailureOfAMessageToALongNameFits() throws StoreException {
    String name = "語".repeat(341);
    Message message =
        Message.untried(
            new MessageId(0, 1),
            MessageKind.ASYNC,
            new ActorKey(name, name, name),
            0,
            0,
            10,
            SECRET);
    behind.messages().add(List.of(message));
    assertThat(store.messages().claim(1, ALL, 10, 20, 1)).isEmpty();
    String failure = store.messages().list(ALL, true, Optional.empty(), 1).getFirst().failure();
    assertThat(failure.getBytes(UTF_8).length).isBetween(1_000, 1_024);
    assertThat(failure).startsWith("MESSAGE_UNREADABLE: Cannot read the message").endsWith("語");
  }

  @Test
  void anUnreadableHistoryOrRegistrationIsToldByName() throws StoreException {
    behind.imports().put(List.of(imported(ANN)));
    behind.lookups().putRegistration(new Registration("shop", "app", "one", SECRET));
    assertThatThrownBy(() -> store.history().atOrBefore(ANN, 4))
        .isInstanceOf(StoreCorruptedException.class)
        .hasMessageContaining("ann");
    assertThatThrownBy(() -> store.lookups().registrations("app", "one"))
        .isInstanceOf(StoreCorruptedException.class)
        .hasMessageContaining("the registration of app in shop");
  }

  @Test
  void whatWasPlainIsReadIfThatIsAllowed() throws StoreException {
    behind.messages().add(List.of(message(1, 0)));
    behind.imports().put(List.of(imported(ANN)));
    StateStore lenient = open(true, OLD);
    assertThat(lenient.messages().claim(1, ALL, 10, 10, 1)).containsExactly(message(1, 0));
    assertThat(lenient.history().atOrBefore(ANN, 4)).contains(new Snapshot(3, SECRET));
  }

  private record DriverOf(StateStore store) implements StateStoreDriver {
    @Override
    public String type() {
      return store.name();
    }

    @Override
    public StateStore open(StoreSettings settings) {
      return store;
    }
  }

  private static SecretKey key(int fill) {
    byte[] bytes = new byte[StateCipher.KEY_BYTES];
    Arrays.fill(bytes, (byte) fill);
    return new SecretKeySpec(bytes, "AES");
  }
}
