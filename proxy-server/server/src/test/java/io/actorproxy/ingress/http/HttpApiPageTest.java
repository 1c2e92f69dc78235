package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.http.HttpStatusMapper;
import io.actorproxy.invocation.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page of the HTTP API has every route and every code of the front door, and no other. */
final class HttpApiPageTest {
  private static final Pattern ROUTE = Pattern.compile("^## ([A-Z]+ /\\S+)$", Pattern.MULTILINE);
  private static final Pattern STATUS = Pattern.compile("^\\| (\\d{3}) \\| (.*) \\|$");
  private static final Pattern CODE = Pattern.compile("`([A-Z]+(?:_[A-Z]+)+|[A-Z]{5,})`");

  /** Codes that only the admin API answers, or shows. */
  private static final Set<ErrorCode> OF_THE_ADMIN_API =
      EnumSet.of(
          ErrorCode.UNAUTHENTICATED,
          ErrorCode.MESSAGE_NOT_FOUND,
          ErrorCode.MESSAGE_UNDER_WAY,
          ErrorCode.MESSAGE_UNREADABLE);

  @Test
  void itHasASectionForEachRoute() throws IOException {
    assertThat(ROUTE.matcher(page()).results().map(route -> route.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Route.values()).map(Route::toString).toList());
  }

  @ParameterizedTest
  @EnumSource
  void itHasEachCodeAtItsStatus(ErrorCode code) throws IOException {
    List<Integer> statuses =
        page()
            .lines()
            .map(STATUS::matcher)
            .filter(row -> row.find() && codesIn(row.group(2)).contains(code.name()))
            .map(row -> Integer.parseInt(row.group(1)))
            .toList();

    if (OF_THE_ADMIN_API.contains(code)) {
      assertThat(statuses).isEmpty();
    } else {
      assertThat(statuses).contains(HttpStatusMapper.statusOf(code).code());
    }
  }

  private static List<String> codesIn(String cell) {
    return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../../docs/guide/http-api.md"));
  }
}
