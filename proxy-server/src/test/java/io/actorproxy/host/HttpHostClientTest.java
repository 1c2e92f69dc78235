package io.actorproxy.host;

import static io.actorproxy.host.ClientHarness.LONG;
import static io.actorproxy.host.RawHost.ok;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What one call sends, and what comes of every kind of answer. */
@ParameterizedClass
@MethodSource("io.actorproxy.host.Transport#available")
class HttpHostClientTest {
  private static final int MAX_REPLY_BYTES = 20_000;

  @Parameter Transport transport = Transport.NIO;

  private @Nullable RawHost host;
  private @Nullable ClientHarness harness;

  @AfterEach
  void close() throws IOException {
    if (harness != null) {
      harness.close();
    }
    if (host != null) {
      host.close();
    }
  }

  @Test
  void headAndBodyArriveInOneReadWithExactlyTheHeadersOfTheProtocol() throws Exception {
    BlockingQueue<byte[]> reads = new LinkedBlockingQueue<>();
    ClientHarness client =
        start(
            peer -> {
              reads.add(peer.readOnce());
              peer.write(ok("fine"));
              reads.add(peer.readOnce());
              peer.write(ok("fine"));
            });
    String longer = "x".repeat(12_345);

    client.call("a request").answer();
    client.call(longer).answer();

    assertThat(text(reads)).isEqualTo(request(9, "a request"));
    assertThat(text(reads)).isEqualTo(request(12_345, longer));
  }

  @Test
  void anEmptyMessageHasALengthToo() throws Exception {
    BlockingQueue<byte[]> reads = new LinkedBlockingQueue<>();
    ClientHarness client =
        start(
            peer -> {
              reads.add(peer.readOnce());
              peer.write(ok("fine"));
            });

    assertThat(client.call("").answer()).isEqualTo("fine");
    assertThat(text(reads)).isEqualTo(request(0, ""));
  }

  @Test
  void aRequestOfMegabytesArrivesWhole() {
    ClientHarness client =
        start(
            peer -> {
              String body = peer.readRequest();
              peer.write(ok(body.length() + " " + body.hashCode()));
            });
    String large = "0123456789abcdef".repeat(400_000);

    assertThat(client.call(large).answer()).isEqualTo(large.length() + " " + large.hashCode());
  }

  @Test
  void aHostThatSpeaksHttp10AndClosesIsUnderstood() {
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.0 200 OK\r\nServer: Werkzeug/2.0 Python/3.9\r\n\r\n");
              peer.write("first half, ");
              peer.write("second half");
            });

    assertThat(client.call("1").answer()).isEqualTo("first half, second half");
    assertThat(client.call("2").answer()).isEqualTo("first half, second half");
    assertThat(host().accepted()).isEqualTo(2);
  }

  @Test
  void aConnectionThatAnswersWithConnectionCloseIsNotUsedAgain() {
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\nok");
              peer.awaitClose();
            });

    client.call("1").answer();
    client.call("2").answer();

    assertThat(host().accepted()).isEqualTo(2);
  }

  @Test
  void aHostThatSpeaksHttp10AndKeepsAliveIsAskedOnTheSameConnection() {
    ClientHarness client =
        startAnswering("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok");

    client.call("1").answer();
    client.call("2").answer();

    assertThat(host().accepted()).isEqualTo(1);
  }

  @Test
  void chunksWithExtensionsAndTrailersAreJoined() {
    ClientHarness client =
        startAnswering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;name=value\r\nhello\r\n7 ; x\r\n, world\r\n0\r\nx-checked: yes\r\n\r\n");

    assertThat(client.call("1").answer()).isEqualTo("hello, world");
    assertThat(client.call("2").answer()).isEqualTo("hello, world");
    assertThat(host().accepted()).isEqualTo(1);
  }

  @Test
  void interimAnswersAreSkipped() {
    ClientHarness client =
        startAnswering(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
                + ok("final"));

    assertThat(client.call("1").answer()).isEqualTo("final");
    assertThat(client.call("2").answer()).isEqualTo("final");
  }

  @Test
  void headersAreReadWhateverTheirCaseAndBlanks() {
    ClientHarness client =
        startAnswering("HTTP/1.1 200\nCONTENT-length \t: \t4  \nX-Empty:\nx: a\n b\n\nbody");

    assertThat(client.call("1").answer()).isEqualTo("body");
  }

  @Test
  void aGzipBodyIsInflatedThoughNobodyAskedForIt() {
    ClientHarness client = startAnswering(gzipped("200 OK", gzip("content ".repeat(1000))));

    assertThat(client.call("1").answer()).isEqualTo("content ".repeat(1000));
  }

  @Test
  void aGzipBodyThatInflatesBeyondTheLimitIsRefused() {
    ClientHarness client = startAnswering(gzipped("200 OK", gzip("0".repeat(MAX_REPLY_BYTES + 1))));

    assertFailure(client.call("1"), ErrorCode.HOST_REPLY_TOO_LARGE, "more than 20000 bytes");
  }

  @Test
  void aBodyThatIsNotTheGzipItSaysItIsIsAnInvalidReply() {
    ClientHarness client = startAnswering(gzipped("200 OK", "not gzip"));

    assertFailure(client.call("1"), ErrorCode.HOST_INVALID_REPLY, "not gzip");
  }

  @Test
  void aGzipBodyThatIsCutOffIsAnInvalidReply() {
    String whole = gzip("content ".repeat(1000));
    ClientHarness client =
        startAnswering(gzipped("200 OK", whole.substring(0, whole.length() / 2)));

    assertFailure(client.call("1"), ErrorCode.HOST_INVALID_REPLY, "cut off");
  }

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
  void anErrorPageThatCannotBeInflatedIsStillAStatus() {
    ClientHarness client = startAnswering(gzipped("502 Bad Gateway", "not gzip"));

    assertFailure(client.call("1"), ErrorCode.HOST_STATUS, "502");
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

      assertFailure(client.call("1"), ErrorCode.HOST_CLOSED, "in the middle of its answer");
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

    assertFailure(outcome, ErrorCode.HOST_CLOSED, "in the middle of its answer");
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

  private ClientHarness startAnswering(String answer) {
    return start(RawHost.answering(answer));
  }

  private ClientHarness start(RawHost.Conversation conversation) {
    try {
      close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    RawHost newHost = new RawHost(conversation);
    host = newHost;
    var of = HostConfig.of("0.0.0.0", newHost.port());
    var config =
        new HostConfig(
            of.address(),
            of.port(),
            of.pools(),
            of.poolSize(),
            of.maxIdleMillis(),
            of.connectTimeoutMillis(),
            of.connectPatienceMillis(),
            of.queueCapacity(),
            of.maxHeadBytes(),
            MAX_REPLY_BYTES);
    ClientHarness started = new ClientHarness(transport, config, 10);
    harness = started;
    return started;
  }

  private RawHost host() {
    return requireNonNull(host);
  }

  private String request(int length, String body) {
    return "POST /api/v1/actors/actions HTTP/1.1\r\nhost: 127.0.0.1:"
        + host().port()
        + "\r\ncontent-type: application/octet-stream\r\ncontent-length: "
        + length
        + "\r\nconnection: keep-alive\r\n\r\n"
        + body;
  }

  private static void assertFailure(Outcome outcome, ErrorCode code, String... parts) {
    Failure failure = outcome.failure();
    assertThat(failure.code()).as(failure.toString()).isEqualTo(code);
    assertThat(failure.message()).contains(parts).contains("127.0.0.1:");
  }

  private static String text(BlockingQueue<byte[]> reads) throws InterruptedException {
    return new String(requireNonNull(reads.poll(10, TimeUnit.SECONDS)), ISO_8859_1);
  }

  private static String gzipped(String status, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\ncontent-encoding: gzip\r\ncontent-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String gzip(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toString(ISO_8859_1);
  }
}
