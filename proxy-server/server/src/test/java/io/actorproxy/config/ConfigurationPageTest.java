package io.actorproxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page is the table the declarations make; with {@code -Ddocs.write} this writes it. */
final class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../../docs/configuration.md");

  @Test
  void thePageSaysWhatTheDeclarationsSay() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, ConfigurationPage.text());
    }

    assertThat(PAGE)
        .as(
            """
            docs/configuration.md differs from the declarations; write it anew with
              mvn -q -pl proxy-server/server -am test -Dtest=ConfigurationPageTest \\
                -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true
            """)
        .hasContent(ConfigurationPage.text());
  }

  @Test
  void everyMeaningIsASentence() {
    assertThat(Variables.of(Distribution.found()).all())
        .allSatisfy(
            variable -> assertThat(variable.meaning()).as(variable.name()).matches("[A-Z`].*\\."));
  }
}
