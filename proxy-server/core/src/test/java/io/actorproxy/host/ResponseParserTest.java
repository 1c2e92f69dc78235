package io.actorproxy.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers are read, whatever the pieces in which their bytes come. */
class ResponseParserTest {
  private static final int MAX_HEAD_BYTES = 600;
  private static final int MAX_REPLY_BYTES = 2000;

  private static final List<String> ANSWERS =
      List.of(
          "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\nhello, world",
          "HTTP/1.1 200 OK\r\nContent-Length: 12, 12\r\ncontent-length: 12\r\n\r\nhello, world",
          "HTTP/1.1 200\ncontent-length:12\n\nhello, world",
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 \r\nCONTENT-LENGTH:\t12 \r\n\r\nhello, world",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
              + "c\r\nhello, world\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\n"
              + "transfer-encoding: chunked\r\n"
              + "connection: keep-alive\r\n\r\n"
              + "0005;a=b;c=\"d\"\r\n"
              + "hello\r\n"
              + "1 \r\n"
              + ",\r\n"
              + "6\r\n"
              + " world\r\n"
              + "00;last\r\n"
              + "x: y\r\n"
              + "z: 1\r\n\r\n",
          "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 12\r\n\r\nhello, world",
          "HTTP/1.1 200 OK\r\nx-folded: a\r\n\tb\r\n  c\r\ncontent-length: 12\r\n\r\nhello, world",
          "HTTP/1.1 200 OK\r\nconnection: upgrade, close\r\ncontent-length: 12\r\n\r\nhello, world",
          "HTTP/1.1 500 Oops\r\ncontent-length: 12\r\n\r\nhello, world");

  @Test
  void everySplitInTwoReadsTheSame() {
    for (String answer : ANSWERS) {
      Read whole = read(bytes(answer), new int[0]);
      assertThat(whole.body).as(answer).isEqualTo("hello, world");
      for (int i = 1; i < answer.length(); i++) {
        assertThat(read(bytes(answer), new int[] {i})).as("%s at %d", answer, i).isEqualTo(whole);
      }
    }
  }

  @Test
  void everyChunkingAndEverySplitReadsTheSame() {
    long seed = System.nanoTime();
    System.out.println("ResponseParserTest.everyChunkingAndEverySplitReadsTheSame seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 5000; round++) {
      String body = randomText(random, 1 + random.nextInt(300));
      byte[] answer = bytes(chunked(body, random));

      Read read = read(answer, randomSplits(random, answer.length));

      assertThat(read.body).as("seed %d, round %d", seed, round).isEqualTo(body);
      assertThat(read.rest).isZero();
    }
  }

  @Test
  void damagedAnswersReadTheSameInEverySplitAndNeverFailOtherwise() {
    long seed = System.nanoTime();
    System.out.println("ResponseParserTest.damagedAnswers seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 30_000; round++) {
      byte[] answer = damaged(random);

      Read whole = read(answer, new int[0]);
      Read split = read(answer, randomSplits(random, answer.length));

      assertThat(split)
          .as("seed %d, round %d: %s", seed, round, new String(answer, ISO_8859_1))
          .isEqualTo(whole);
      assertThat(whole.body.length()).isLessThanOrEqualTo(MAX_REPLY_BYTES);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1200 OK\r\n\r\n",
        "HTTP/1.1 20\r\n\r\n",
        "HTTP/1.1 099 x\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 -20 OK\r\n\r\n",
        "HTTP/1.x 200 OK\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntwo words: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1, 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 0x10\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-encoding: br\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip, gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1 1\r\nx\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1ffffffffffffffff\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nxy\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx0\r\n\r\n"
      })
  void whatCouldBeReadInTwoWaysIsRefused(String answer) {
    var parser = new ResponseParser(MAX_HEAD_BYTES, MAX_REPLY_BYTES, (_, _) -> true);

    assertThatThrownBy(() -> parser.read(Unpooled.copiedBuffer(answer, ISO_8859_1)))
        .isInstanceOf(BadReplyException.class);
  }

  @Test
  void anEndlessLineOfInterimAnswersIsAHeadThatIsTooLarge() {
    var parser = new ResponseParser(MAX_HEAD_BYTES, MAX_REPLY_BYTES, (_, _) -> true);

    assertThatThrownBy(
            () ->
                parser.read(
                    Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n".repeat(100), ISO_8859_1)))
        .hasMessageContaining("a head of more than 600 bytes");
  }

  @Test
  void whatFollowsAnAnswerIsLeftAlone() throws BadReplyException {
    var parser = new ResponseParser(MAX_HEAD_BYTES, MAX_REPLY_BYTES, (_, _) -> true);
    ByteBuf in = Unpooled.copiedBuffer(ANSWERS.getFirst() + "HTTP/1.1", ISO_8859_1);

    assertThat(parser.read(in)).isTrue();

    assertThat(in.toString(ISO_8859_1)).isEqualTo("HTTP/1.1");
  }

  @Test
  void theHostSaysHowLongItKeepsTheConnection() {
    assertThat(keepAlive("HTTP/1.1 200 OK\r\n")).isEqualTo(Long.MAX_VALUE);
    assertThat(keepAlive("HTTP/1.1 200 OK\r\nconnection: x,Close\r\n")).isZero();
    assertThat(keepAlive("HTTP/1.1 200 OK\r\nconnection: closely\r\n")).isEqualTo(Long.MAX_VALUE);
    assertThat(keepAlive("HTTP/1.0 200 OK\r\n")).isZero();
    assertThat(keepAlive("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n"))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(keepAlive("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\nconnection: close\r\n"))
        .isZero();
    assertThat(keepAlive("HTTP/1.1 200 OK\r\nKeep-Alive: max=5, timeout=7\r\n")).isEqualTo(7000);
    assertThat(keepAlive("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=soon\r\n"))
        .isEqualTo(Long.MAX_VALUE);
  }

  /**
   * The result of reading some bytes.
   *
   * @param rest bytes behind the answer
   */
  private record Read(boolean complete, int status, String body, String problem, int rest) {}

  private static Read read(byte[] answer, int[] splits) {
    var parser = new ResponseParser(MAX_HEAD_BYTES, MAX_REPLY_BYTES, (_, _) -> true);
    boolean complete = false;
    int from = 0;
    try {
      for (int i = 0; i <= splits.length && !complete; i++) {
        int to = i < splits.length ? splits[i] : answer.length;
        ByteBuf in = Unpooled.wrappedBuffer(answer, from, to - from);
        complete = parser.read(in);
        from = to - in.readableBytes();
      }
      boolean whole = complete || parser.endOfInput();
      String body = whole ? parser.takeBody().toString(ISO_8859_1) : "";
      return new Read(complete, parser.status(), body, "", answer.length - from);
    } catch (BadReplyException e) {
      // How much of a bad line there is in the message depends on how much of it was there.
      return new Read(false, 0, "", e.code().name(), 0);
    }
  }

  private static long keepAlive(String head) {
    var parser = new ResponseParser(MAX_HEAD_BYTES, MAX_REPLY_BYTES, (_, _) -> true);
    try {
      parser.read(Unpooled.copiedBuffer(head + "content-length: 0\r\n\r\n", ISO_8859_1));
    } catch (BadReplyException e) {
      throw new AssertionError(e);
    }
    return parser.keepAliveMillis();
  }

  private static byte[] damaged(Random random) {
    String answer =
        random.nextInt(4) == 0
            ? chunked(randomText(random, 1 + random.nextInt(100)), random)
            : ANSWERS.get(random.nextInt(ANSWERS.size()));
    return Damage.some(bytes(answer), random);
  }

  static String chunked(String body, Random random) {
    var answer = new StringBuilder("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    for (int at = 0; at < body.length(); ) {
      int size = 1 + random.nextInt(body.length() - at);
      answer.append(Integer.toHexString(size)).append(random.nextBoolean() ? ";x=y" : "");
      answer.append("\r\n").append(body, at, at + size).append("\r\n");
      at += size;
    }
    return answer.append("0\r\n").append(random.nextBoolean() ? "a: b\r\n\r\n" : "\r\n").toString();
  }

  static String randomText(Random random, int length) {
    byte[] text = new byte[length];
    random.nextBytes(text);
    return new String(text, ISO_8859_1);
  }

  private static int[] randomSplits(Random random, int length) {
    List<Integer> splits = new ArrayList<>();
    int step = 1 + random.nextInt(20);
    for (int at = random.nextInt(step + 1); at < length; at += 1 + random.nextInt(step)) {
      splits.add(at);
    }
    return splits.stream().mapToInt(Integer::intValue).toArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
