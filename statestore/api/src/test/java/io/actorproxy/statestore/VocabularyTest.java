package io.actorproxy.statestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VocabularyTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "ann", "語", "\uD83D\uDC69", "a\uD83D\uDC69", "\uFFFF", "\u0001"})
  void unicodeTextIsStorable(String text) {
    assertThat(ActorKey.isStorable(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD83D", "a\uD83D", "\uDC69", "\uD83Da", "\uD83D\uD83D\uDC69", "a\0"})
  void aTextThatSomeStoreWouldChangeIsRefusedInEachPart(String text) {
    assertThat(ActorKey.isStorable(text)).isFalse();
    assertThatThrownBy(() -> new ActorKey(text, "", "ann"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("actor's system");
    assertThatThrownBy(() -> new ActorKey("shop", text, "ann")).hasMessageContaining("parent");
    assertThatThrownBy(() -> new ActorKey("shop", "", text)).hasMessageContaining("name");
  }

  @Test
  void snapshotsAreEqualByContent() {
    Snapshot snapshot = new Snapshot(1, new byte[] {1, 2});
    assertThat(snapshot)
        .isEqualTo(new Snapshot(1, new byte[] {1, 2}))
        .hasSameHashCodeAs(new Snapshot(1, new byte[] {1, 2}))
        .isNotEqualTo(new Snapshot(2, new byte[] {1, 2}))
        .isNotEqualTo(new Snapshot(1, new byte[] {1, 3}));
  }

  @Test
  void neitherStateNorSettingsShowTheirSecrets() {
    ActorKey key = new ActorKey("shop", "", "ann");
    assertThat(new Save(key, 0, new byte[] {77}, 1).toString())
        .contains("1 bytes")
        .doesNotContain("77");
    assertThat(new Snapshot(1, new byte[] {77}).toString()).doesNotContain("77");
    StoreSettings settings = new StoreSettings(Path.of("data"), 10, Map.of("password", "s3cret"));
    assertThat(settings.toString()).contains("data").doesNotContain("s3cret");
  }
}
