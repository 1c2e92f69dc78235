package io.actorproxy.host;

import static io.actorproxy.host.ClientHarness.LONG;
import static io.actorproxy.host.RawHost.ok;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.invocation.ErrorCode;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The failures that follow from missing and malformed replies. */
class HostFailuresTest extends WithRawHost {
  @Test
  void anotherStatusIsAFailureThatQuotesTheBody() {
    String body = "{\"error\":\r\n \"division by zero\",\u0000\u0007\"a\":1}\n";
    ClientHarness client = startAnswering(ok(body).replace("200 OK", "500 Oops"));

    assertFailure(
        client.call("1"),
        ErrorCode.HOST_STATUS,
        "answered with HTTP status 500 instead of 200: \"{\"error\": \"division by zero\",");
    assertThat(client.call("2").failure().message()).doesNotContainPattern("\\p{Cntrl}");
    assertThat(host().accepted()).isEqualTo(1);
  }

  @Test
  void ofALongErrorPageOnlyTwoHundredCharactersAreQuoted() {
    String page = "<html>" + "é".repeat(100_000) + "</html>";
    byte[] bytes = page.getBytes(UTF_8);
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.0 500 INTERNAL SERVER ERROR\r\ncontent-type: text/html\r\n\r\n");
              peer.write(bytes);
            });

    String message = client.call("1").failure().message();

    assertThat(message).endsWith("500 instead of 200: \"<html>" + "é".repeat(194) + "\"");
  }

  @Test
  void anEmptyErrorAnswerSaysThatItIsEmpty() {
    ClientHarness client =
        startAnswering("HTTP/1.1 400 Bad Request\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");

    assertFailure(
        client.call("1"), ErrorCode.HOST_STATUS, "status 400 instead of 200 and an empty");
  }

  @Test
  void anErrorPageInPlainTextThatIsCalledGzipIsQuoted() {
    ClientHarness client = startAnswering(gzipped("502 Bad Gateway", "not gzip"));

    assertFailure(client.call("1"), ErrorCode.HOST_STATUS, "502", "200: \"not gzip\"");
  }

  @Test
  void anErrorPageInGzipIsQuotedHoweverLongItIs() {
    String page = "division by zero" + "\n at line".repeat(50_000);
    ClientHarness client = startAnswering(gzipped("500 Oops", gzip(page)));

    assertFailure(client.call("1"), ErrorCode.HOST_STATUS, "500", "\"division by zero at line");
  }

  @Test
  void anErrorPageInGzipIsQuotedAsFarAsItCanBeRead() {
    StringBuilder page = new StringBuilder("division by zero");
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      page.append(' ').append(random.nextLong());
    }
    String zipped = gzip(page.toString());
    assertThat(zipped.length()).isGreaterThan(128 << 10);
    String damaged = gzip("division by zero").substring(0, gzip("division by zero").length() - 8);
    for (String body : new String[] {zipped, damaged + "12345678", damaged}) {
      ClientHarness client = startAnswering(gzipped("500 Oops", body));

      assertFailure(client.call("1"), ErrorCode.HOST_STATUS, "500", "\"division by zero");
    }
  }

  @Test
  void anErrorPageInGzipOfWhichNothingCanBeReadSaysSo() {
    String zipped = gzip("division by zero");
    for (String body : new String[] {zipped.substring(0, 10), zipped.substring(0, 5)}) {
      ClientHarness client = startAnswering(gzipped("500 Oops", body));

      assertFailure(
          client.call("1"), ErrorCode.HOST_STATUS, "500", "not gzip as it says: it ends too early");
    }
  }

  @Test
  void theReasonMayComeBehindMuchThatIsNoText() {
    String page = "\r\n \u0000".repeat(1_000) + "division by zero";
    for (String answer :
        new String[] {ok(page).replace("200 OK", "500 Oops"), gzipped("500 Oops", gzip(page))}) {
      ClientHarness client = startAnswering(answer);

      assertFailure(client.call("1"), ErrorCode.HOST_STATUS, "200: \"division by zero\"");
    }
  }

  @Test
  void aBodyWithoutTextIsNotCalledEmpty() {
    String page = "\u0000".repeat(1_000);
    for (String answer :
        new String[] {ok(page).replace("200 OK", "500 Oops"), gzipped("500 Oops", gzip(page))}) {
      ClientHarness client = startAnswering(answer);

      assertFailure(
          client.call("1"), ErrorCode.HOST_STATUS, "instead of 200 and a body without text");
    }
  }

  @Test
  void anAnswerWithoutContentHasNoBodyWhateverItsHeadersSay() {
    ClientHarness client = startAnswering("HTTP/1.1 204 No Content\r\ncontent-length: 10\r\n\r\n");

    assertFailure(client.call("1"), ErrorCode.HOST_STATUS, "204");
    assertFailure(client.call("2"), ErrorCode.HOST_STATUS, "204");
    assertThat(host().accepted()).isEqualTo(1);
  }

  @Test
  void anEmptyBodyIsAFailureOfItsOwn() {
    ClientHarness client = startAnswering(ok(""));

    assertFailure(client.call("1"), ErrorCode.HOST_EMPTY_REPLY, "empty body");
    assertFailure(client.call("2"), ErrorCode.HOST_EMPTY_REPLY, "empty body");
    assertThat(host().accepted()).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsAnnouncedAsTooLargeIsRefusedAtOnce() {
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\ncontent-length: 20001\r\n\r\n");
              peer.awaitClose();
            });

    assertFailure(client.call("1"), ErrorCode.HOST_REPLY_TOO_LARGE, "PROXY_HOST_MAX_REPLY_BYTES");
  }

  @Test
  void anAnswerThatGrowsTooLargeInChunksIsRefused() {
    String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";
    ClientHarness client =
        startAnswering(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + chunk + chunk + "1\r\nx\r\n");

    assertFailure(client.call("1"), ErrorCode.HOST_REPLY_TOO_LARGE, "20000 bytes");
  }

  @Test
  void anAnswerThatGrowsTooLargeUntilTheCloseIsRefused() {
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(MAX_REPLY_BYTES + 1));
              peer.awaitClose();
            });

    assertFailure(client.call("1"), ErrorCode.HOST_REPLY_TOO_LARGE, "20000 bytes");
  }

  @Test
  void anAnswerAsLargeAsAllowedIsTaken() {
    ClientHarness client = startAnswering(ok("x".repeat(MAX_REPLY_BYTES)));

    assertThat(client.call("1").answer()).hasSize(MAX_REPLY_BYTES);
  }

  @Test
  void garbageIsAnInvalidReplyThoughNoLineEndsAndNobodyCloses() {
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.write("SSH-2.0-OpenSSH_9.2");
              peer.awaitClose();
            });

    assertFailure(
        client.call("1"),
        ErrorCode.HOST_INVALID_REPLY,
        "the host at 127.0.0.1:" + host().port(),
        "'SSH-2.0-OpenSSH_9.2'");
  }

  @Test
  void aHeadWithoutEndIsAnInvalidReply() {
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\n");
              for (int i = 0; i < 10_000; i++) {
                peer.write("x-" + i + ": yes\r\n");
              }
              peer.awaitClose();
            });

    assertFailure(client.call("1"), ErrorCode.HOST_INVALID_REPLY, "a head of more than 32768");
  }

  @Test
  void anAnswerThatEndsInTheMiddleIsClosedNotAnswered() {
    for (String part :
        new String[] {
          "HTTP/1.1 20",
          "HTTP/1.1 200 OK\r\ncontent-le",
          "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n123456789",
          "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
        }) {
      ClientHarness client =
          start(
              peer -> {
                peer.readRequest();
                peer.write(part);
              });

      assertFailure(client.call("1"), ErrorCode.HOST_CLOSED, "in the middle of its reply");
    }
  }

  @Test
  void aBodyUntilTheCloseDoesNotEndWithAReset() throws Exception {
    var written = new CountDownLatch(1);
    var received = new CountDownLatch(1);
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\n\r\nhalf of it");
              written.countDown();
              received.await();
              peer.reset();
            });
    Outcome outcome = client.call("1");
    written.await();
    client.poll();
    received.countDown();

    assertFailure(outcome, ErrorCode.HOST_CLOSED, "in the middle of its reply");
  }

  @Test
  void aHostThatDoesNotAnswerInTimeCannotDisturbTheNextCall() throws Exception {
    var late = new CountDownLatch(1);
    ClientHarness client =
        start(
            peer -> {
              while (true) {
                String body = peer.readRequest();
                if (peer.number == 1) {
                  late.await();
                }
                peer.write(ok("answer to " + body));
              }
            });
    Outcome slow = client.call("slow", LONG, 60);
    host().awaitRequests(1);

    client.advance(59);
    assertThat(slow.isDone()).isFalse();
    client.advance(40);

    assertFailure(slow, ErrorCode.HOST_TIMEOUT, "did not answer within 60 ms");
    assertThat(client.call("quick").answer()).isEqualTo("answer to quick");
    late.countDown();
    assertThat(client.call("next").answer()).isEqualTo("answer to next");
    assertThat(slow.callbacks()).isEqualTo(1);
    assertThat(host().requests()).containsExactly("slow", "quick", "next");
  }

  @Test
  void anAnswerThatStopsHalfwayRunsIntoTheTimeout() {
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345");
              peer.awaitClose();
            });
    Outcome outcome = client.call("1", LONG, 100);
    host().awaitRequests(1);

    client.advance(200);

    assertFailure(outcome, ErrorCode.HOST_TIMEOUT, "100 ms");
  }

  @Test
  void aHostThatAnswersBeforeItHasReadTheRequestIsHeardButNotUsedAgain() {
    ClientHarness client =
        start(
            peer -> {
              if (peer.number > 1) {
                RawHost.echoing().hold(peer);
              }
              peer.socket.getInputStream().readNBytes(1000);
              peer.write("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nno!");
              host().awaitEnd();
            });

    assertFailure(client.call("x".repeat(32 << 20)), ErrorCode.HOST_STATUS, "413", "no!");
    assertThat(client.call("2").answer()).isEqualTo("2");
  }

  @Test
  void aMessageThatMisjudgesItsSizeIsADefectOfOursAndNothingIsSent() {
    ClientHarness client = start(RawHost.echoing());
    for (int size : new int[] {2, 4}) {
      var outcome = new Outcome();
      client.onLoop(
          () -> {
            client.client.call(new Misjudged(size), LONG, LONG, outcome);
            return null;
          });

      assertThat(outcome.failure().code()).isEqualTo(ErrorCode.INTERNAL);
    }
    assertThat(client.call("next").answer()).isEqualTo("next");
    assertThat(host().requests()).containsExactly("next");
  }

  private record Misjudged(int size) implements WireMessage {
    @Override
    public void writeTo(CodedOutputStream out) throws IOException {
      out.writeRawBytes(new byte[] {1, 2, 3});
    }
  }
}
