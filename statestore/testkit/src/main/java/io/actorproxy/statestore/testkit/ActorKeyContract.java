package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which keys are the same actor, and which are not. */
interface ActorKeyContract extends StoreUnderTest {

  /** Names that a database could fold, cut, unescape or confuse. */
  List<String> NAMES =
      List.of(
          "",
          " ",
          "a",
          "A",
          "a ",
          " a",
          "a\t",
          "a\n",
          "a\u200b",
          "a/b",
          "a|b",
          "a'b",
          "a''b",
          "a\"b",
          "a;b",
          "a\\b",
          "a%",
          "a_",
          "*",
          "?",
          "%00",
          "$1",
          ":name",
          "'; DROP TABLE actors; --",
          "null",
          "NULL",
          "0",
          "00",
          "1e3",
          "1000",
          "\u00e9", // é composed
          "e\u0301", // é decomposed
          "ß",
          "ss",
          "İ",
          "i",
          "ｉ",
          "日本語",
          "ע\u200fברית",
          "👩‍👩‍👧",
          "\uD83D\uDC69",
          "\uFFFD",
          "\uFFFF");

  @Test
  default void eachNameIsAnActorOfItsOwn() throws StoreException {
    assertEachIsItsOwnActor(NAMES.stream().map(name -> new ActorKey("shop", "", name)).toList());
  }

  @Test
  default void eachParentAndEachSystemHasActorsOfItsOwn() throws StoreException {
    List<ActorKey> keys = new ArrayList<>();
    for (String text : NAMES) {
      keys.add(new ActorKey(text, "parent", "ann"));
      keys.add(new ActorKey("shop", text, "ann"));
    }
    assertEachIsItsOwnActor(keys);
  }

  @Test
  default void thePartsOfAKeyDoNotRunTogether() throws StoreException {
    assertEachIsItsOwnActor(
        List.of(
            new ActorKey("a", "b", "c"),
            new ActorKey("ab", "", "c"),
            new ActorKey("", "ab", "c"),
            new ActorKey("a", "", "bc"),
            new ActorKey("", "", "abc"),
            new ActorKey("abc", "", ""),
            new ActorKey("a/b", "", "c"),
            new ActorKey("a", "b/", "c"),
            new ActorKey("a", "b", "/c"),
            new ActorKey("c", "b", "a")));
  }

  @Test
  default void namesOfOneKibibyteAreKeptWhole() throws StoreException {
    List<ActorKey> keys = new ArrayList<>();
    for (String unit : List.of("x", "é", "語", "\uD83D\uDC69")) {
      String name = unit.repeat(1024 / unit.getBytes(UTF_8).length - 1);
      keys.add(new ActorKey(name, name, name + "1"));
      keys.add(new ActorKey(name, name, name + "2"));
      keys.add(new ActorKey(name, name + "1", name));
      keys.add(new ActorKey(name + "1", name, name));
    }
    assertEachIsItsOwnActor(keys);
  }

  @Test
  default void tenThousandActorsAreKept() throws StoreException {
    List<Save> batch = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      batch.add(saveOf(new ActorKey("shop", "cart", "cart-" + i), 0, "items of " + i, i));
    }
    for (int from = 0; from < batch.size(); from += 500) {
      assertThat(store().snapshots().save(batch.subList(from, from + 500))).containsOnly(SAVED);
    }
    for (int i = 0; i < 10_000; i++) {
      assertStored(new ActorKey("shop", "cart", "cart-" + i), 1, "items of " + i);
    }
  }

  private void assertEachIsItsOwnActor(List<ActorKey> keys) throws StoreException {
    List<Save> batch = keys.stream().map(key -> saveOf(key, 0, key.toString(), 1)).toList();
    List<SaveResult> results = store().snapshots().save(batch);
    for (int i = 0; i < keys.size(); i++) {
      ActorKey key = keys.get(i);
      assertThat(results.get(i)).as("creation of %s", key).isEqualTo(SAVED);
      assertStored(key, 1, key.toString());
    }
  }
}
