package io.actorproxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorPageStatusTest {
  @ParameterizedTest
  @EnumSource
  void thePageOfACodeNamesTheStatusItIsAnsweredWith(ErrorCode code) throws IOException {
    Path page = Path.of("../../docs/errors/" + code + ".md");

    assertThat(Files.readString(page))
        .contains("\nHTTP status: " + HttpStatusMapper.statusOf(code).code() + " ");
  }
}
