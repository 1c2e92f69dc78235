package io.actorproxy.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.ingress.admin.Admin;
import io.actorproxy.invocation.Reply;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
            .record(List.of(new Attempt(id, 7, 5_000, "host\u001b is down", true)));
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
      assertThat(run(admin, "s3", "dead-letters", "redrive", "--all", "--json").out())
          .isEqualTo("{\"redriven\":1}\n");
      assertThat(run(admin, "s3", "dead-letters", "list", "--json").out())
          .isEqualTo("{\"messages\":[]}\n");
    }
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
      admin.answer = new Reply.Restored(4);

      assertThat(run(admin, "", "history", "s", "a b", "--parent", "p", "restore", "5").out())
          .isEqualTo("Restored: revision 4\n");
      assertThat(run(admin, "", "history", "s", "a", "list").out())
          .isEqualTo("REVISION  SAVED  BYTES\n");

      assertThat(admin.restored).containsExactly("s/p/a b@5");
    }
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
    assertThat(alone.err()).contains("PROXY_ADMIN_PORT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dead-letters",
        "dead-letters remove",
        "dead-letters redrive",
        "dead-letters redrive 1 --all",
        "dead-letters list --limit",
        "schedules list --everything",
        "history s a",
        "history s a restore",
      })
  void whatIsNoCommandIsAnsweredWithTheUsage(String words) throws Exception {
    try (Admin admin = new Admin("")) {
      Result result = run(admin, "", words.split(" "));

      assertThat(result.status()).isEqualTo(2);
      assertThat(result.err()).contains("usage:", "schedules cancel ID");
    }
  }

  private static Result run(Admin admin, String token, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        new AdminCommands(
                Map.of("PROXY_ADMIN_PORT", "" + admin.port(), "PROXY_ADMIN_TOKEN", token),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8))
            .run(words[0], Arrays.asList(words).subList(1, words.length));
    return new Result(status, out.toString(UTF_8), err.toString(UTF_8));
  }
}
