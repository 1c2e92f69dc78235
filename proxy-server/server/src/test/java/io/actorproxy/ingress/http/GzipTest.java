package io.actorproxy.ingress.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.http.Gzip;
import io.actorproxy.http.ResponseReader.Response;
import io.spawn.RegistrationResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipTest extends WithDoor {
  private static final String SENDS = "content-encoding: gzip\r\n";
  private static final String TAKES = "accept-encoding: gzip\r\n";

  GzipTest() {
    super(limits -> limits.bodyBytes = 1 << 20);
  }

  private static byte[] zip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  static Response unzip(Response response) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return new Response(response.status(), response.headers(), in.readAllBytes());
    }
  }

  private Response invoke(String headers, byte[] body) {
    return client.send(RawClient.post(Requests.INVOKE, headers, body)).read();
  }

  private static byte[] invocation(int size) {
    return Requests.invocation("cart", "echo", "x".repeat(size)).toByteArray();
  }

  @Test
  void aCompressedBodyIsRead() throws Exception {
    assertThat(Requests.textOf(invoke(SENDS, zip(invocation(1000))))).isEqualTo("x".repeat(1000));
    assertThat(invoke("content-encoding: x-gzip\r\n", zip(invocation(1))).status()).isEqualTo(200);
    assertThat(invoke("content-encoding: identity\r\n", invocation(1)).status()).isEqualTo(200);
  }

  @Test
  void compressedJsonIsReadToo() throws Exception {
    byte[] json = "{\"nobody\": 1}".getBytes(StandardCharsets.UTF_8);
    assertThat(invoke(SENDS + "content-type: application/json\r\n", zip(json)).text())
        .contains("nobody");
  }

  @Test
  void theLimitCountsTheBytesThatComeOut() throws Exception {
    byte[] bomb = zip(new byte[100 << 20]);
    assertThat(bomb.length).isLessThan(1 << 20);

    Response response = invoke(SENDS, bomb);

    assertThat(response.status()).isEqualTo(413);
    assertThat(Requests.answer(response).getStatus().getMessage()).startsWith("BODY_TOO_LARGE");
    assertThat(invoke("", invocation(1)).status()).isEqualTo(200);
  }

  @Test
  void whatIsNotGzipIsRefused() throws Exception {
    byte[] zipped = zip(invocation(1000));
    byte[] cut = Arrays.copyOf(zipped, zipped.length - 12);
    byte[] wrongSum = zipped.clone();
    wrongSum[wrongSum.length - 6] ^= 1;
    for (byte[] body : new byte[][] {invocation(10), cut, wrongSum, {}, {0x1f}}) {
      Response response = invoke(SENDS, body);
      assertThat(response.status()).isEqualTo(400);
      assertThat(Requests.answer(response).getStatus().getMessage())
          .contains("not the gzip that Content-Encoding promises");
    }
  }

  @Test
  void theMembersOfABodyAreReadOneAfterTheOther() throws Exception {
    byte[] plain = invocation(1000);
    byte[] first = zip(Arrays.copyOf(plain, 300));
    byte[] second = zip(Arrays.copyOfRange(plain, 300, plain.length));

    assertThat(Requests.textOf(invoke(SENDS, joined(first, zip(new byte[0]), second))))
        .isEqualTo("x".repeat(1000));
  }

  @Test
  void bytesBehindTheEndOfABodyAreRefused() throws Exception {
    byte[] whole = zip(invocation(1000));
    byte[] noMagic = whole.clone();
    noMagic[1] = 0;
    for (byte[] rest : new byte[][] {{0}, {0x1f}, {0x1f, 0x1f}, "rest".getBytes(UTF_8), noMagic}) {
      Response response = invoke(SENDS, joined(whole, rest));

      assertThat(response.status()).isEqualTo(400);
      assertThat(Requests.answer(response).getStatus().getMessage())
          .endsWith("bytes follow its end that are no gzip");
    }
    assertThat(door.system.calls).isEmpty();
  }

  @Test
  void aSecondMemberThatIsDamagedIsRefused() throws Exception {
    byte[] whole = zip(invocation(1000));
    // The end of the member's header, of its data and of its trailer.
    for (int kept : new int[] {2, 9, 10, whole.length - 8, whole.length - 1}) {
      Response response = invoke(SENDS, joined(whole, Arrays.copyOf(whole, kept)));

      assertThat(response.status()).isEqualTo(400);
      assertThat(Requests.answer(response).getStatus().getMessage()).endsWith("it ends too early");
    }
    for (int at : new int[] {2, 3, 20, whole.length - 8, whole.length - 1}) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0x80;
      assertThat(invoke(SENDS, joined(whole, damaged)).status()).isEqualTo(400);
    }
    assertThat(door.system.calls).isEmpty();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  @Test
  void anotherCodingIsNotRead() {
    Response response = invoke("content-encoding: br\r\n", invocation(1));

    assertThat(response.status()).isEqualTo(415);
    assertThat(Requests.answer(response).getStatus().getMessage()).contains("br").contains("gzip");
  }

  @Test
  void theCodingsOfRepeatedLinesCountTogether() throws Exception {
    byte[] zipped = zip(invocation(1000));

    assertThat(invoke("content-encoding: identity\r\n" + SENDS, zipped).status()).isEqualTo(200);
    assertThat(invoke("content-encoding: identity, gzip\r\n", zipped).status()).isEqualTo(200);
    assertThat(invoke(SENDS + SENDS, zip(zipped)).status()).isEqualTo(415);
    assertThat(invoke("content-encoding: gzip, br\r\n", zipped).status()).isEqualTo(415);
    assertThat(
            invoke("accept-encoding: br\r\n" + TAKES, invocation(5000)).header("content-encoding"))
        .isEqualTo("gzip");
    assertThat(
            invoke("accept-encoding: *\r\naccept-encoding: gzip;q=0\r\n", invocation(5000))
                .header("content-encoding"))
        .isEmpty();
  }

  @Test
  void gzipThatEndsTooEarlySaysSo() throws Exception {
    byte[] zipped = zip(invocation(1000));

    Response response = invoke(SENDS, Arrays.copyOf(zipped, zipped.length - 12));

    assertThat(Requests.answer(response).getStatus().getMessage()).endsWith("it ends too early");
  }

  @Test
  void largeAnswersAreCompressedForThoseWhoTakeIt() throws Exception {
    Response large = invoke(TAKES, invocation(5000));
    Response small = invoke(TAKES, invocation(10));
    Response plain = invoke("", invocation(5000));

    assertThat(large.header("content-encoding")).isEqualTo("gzip");
    assertThat(large.body().length).isLessThan(1000);
    assertThat(Requests.textOf(unzip(large))).isEqualTo("x".repeat(5000));
    assertThat(small.header("content-encoding")).isEmpty();
    assertThat(plain.header("content-encoding")).isEmpty();
  }

  @Test
  void theAnswerToARegistrationIsCompressedHoweverSmall() throws Exception {
    byte[] body = Requests.registration().toByteArray();

    Response zipped = client.send(RawClient.post(Requests.REGISTER, TAKES, body)).read();
    Response plain = client.send(RawClient.post(Requests.REGISTER, "", body)).read();

    assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
    assertThat(unzip(zipped).body()).isEqualTo(plain.body());
    assertThat(RegistrationResponse.parseFrom(plain.body()).getStatus().getMessage())
        .isEqualTo("Accepted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "deflate, GZIP;q=0.5 | true",
        "*|true",
        "br, *;q=0.1|true",
        "gzip;q=0|false",
        "gzip; q=0.000|false",
        "*, gzip;q=0|false",
        "identity|false",
        "deflate, br|false",
        "gzipped|false"
      })
  void theHeaderIsReadAsItIsMeant(String header, boolean accepted) {
    assertThat(Gzip.isAccepted(header)).isEqualTo(accepted);
  }
}
