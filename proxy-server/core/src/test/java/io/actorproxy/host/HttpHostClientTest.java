package io.actorproxy.host;

import static io.actorproxy.host.RawHost.ok;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ErrorCode;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What one call sends, and what is read of answers in every form. */
class HttpHostClientTest extends WithRawHost {
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
  void bytesBehindAGzipBodyMakeItAnInvalidReply() {
    ClientHarness client = startAnswering(gzipped("200 OK", gzip("content") + "x"));

    assertFailure(client.call("1"), ErrorCode.HOST_INVALID_REPLY, "bytes follow its end");
  }

  @Test
  void aGzipBodyThatIsCutOffIsAnInvalidReply() {
    String whole = gzip("content ".repeat(1000));
    ClientHarness client =
        startAnswering(gzipped("200 OK", whole.substring(0, whole.length() / 2)));

    assertFailure(client.call("1"), ErrorCode.HOST_INVALID_REPLY, "ends too early");
  }

  private String request(int length, String body) {
    return "POST /api/v1/actors/actions HTTP/1.1\r\nhost: 127.0.0.1:"
        + host().port()
        + "\r\ncontent-type: application/octet-stream\r\ncontent-length: "
        + length
        + "\r\nconnection: keep-alive\r\n\r\n"
        + body;
  }

  private static String text(BlockingQueue<byte[]> reads) throws InterruptedException {
    return new String(requireNonNull(reads.poll(10, TimeUnit.SECONDS)), ISO_8859_1);
  }
}
