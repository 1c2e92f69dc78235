package io.actorproxy.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is noted while variables are read. */
final class EnvironmentTest {
  private static final Variable<Integer> PASSWORD =
      new Variable<>("PASSWORD", ValueType.integer(0, 9), "0", "", "A secret.", true, false);
  private static final Variable<Integer> PORT =
      new Variable<>("PORT", ValueType.integer(0, 9), "5", "", "A port.", false, false);

  @Test
  void aWrongSecretIsNotShown() {
    var env = new Environment(Map.of("PASSWORD", "hunter2"));

    env.get(PASSWORD);

    assertThat(env.settings(List.of()))
        .containsExactly(new Setting("PASSWORD", "******", Setting.Source.ENVIRONMENT));
    assertThat(catchThrowableOfType(ConfigException.class, env::refuseIfWrong))
        .hasMessageContaining("PASSWORD: \"******\" is not a whole number")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void settingsAreShownInTheOrderOfTheirDeclarationsAndThoseWithoutEffectLast() {
    var env = new Environment(Map.of("PORT", "7"));

    env.noEffect("OTHER", "x");
    env.get(PORT);
    env.get(PASSWORD);

    assertThat(env.settings(List.of(PASSWORD, PORT)))
        .containsExactly(
            new Setting("PASSWORD", "0", Setting.Source.DEFAULT),
            new Setting("PORT", "7", Setting.Source.ENVIRONMENT),
            new Setting("OTHER", "x", Setting.Source.NO_EFFECT));
  }
}
