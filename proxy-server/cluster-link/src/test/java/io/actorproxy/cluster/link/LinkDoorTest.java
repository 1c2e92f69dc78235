package io.actorproxy.cluster.link;

import static io.actorproxy.cluster.link.LinkFixture.SECRET;
import static io.actorproxy.cluster.link.LinkFixture.call;
import static io.actorproxy.cluster.link.LinkFixture.config;
import static io.actorproxy.cluster.link.LinkFixture.introduce;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.cluster.CallOutcome.Answered;
import io.actorproxy.cluster.link.LinkConfig.Limits;
import io.actorproxy.cluster.link.LinkConfig.Timings;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.time.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes that connect, and prove nothing, take little from members and for a short time. */
final class LinkDoorTest {
  private static final int STRANGERS = 32;
  private static final int STRANGERS_OF_ADDRESS = 16;
  private static final int HANDSHAKE_MILLIS = 5_000;
  private static final int FRAME_HEAD_BYTES = 9;
  private static final int SETTINGS = 4;
  private static final int HEADERS = 1;
  private static final int DATA = 0;
  private static final int END_HEADERS = 4;
  private static final byte NEW_NAME = 0x10;

  private final LinkFixture fixture = new LinkFixture();
  private final List<SocketChannel> connections = new ArrayList<>();
  private TestMember one;
  private TestMember two;

  @BeforeEach
  void begin() {
    one = fixture.member(1);
    two = member(2, 1_024);
    introduce(one, two);
    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
  }

  private TestMember member(long epoch, int mostConnections) {
    Timings timings =
        new Timings(
            5_000, HANDSHAKE_MILLIS, 500, 10_000, 60_000, 5_000, 60_000, new Backoff(5, 20));
    Limits limits =
        new Limits(
            64, 1 << 20, 256 << 10, 4 << 20, mostConnections, STRANGERS, STRANGERS_OF_ADDRESS);
    return fixture.member(epoch, config(SECRET, Versions.CURRENT, limits, timings, null));
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel connection : connections) {
      connection.close();
    }
    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
    assertThat(one.unreachable).isEmpty();
    fixture.close();
  }

  @Test
  void connectionsThatSayNothingAreFewAndShort() throws IOException {
    for (int i = 0; i < 4_000; i++) {
      connect("127.0.0.1");
    }

    await().until(() -> open() <= STRANGERS_OF_ADDRESS);
    await().until(() -> open() == 0);
  }

  @Test
  void connectionsThatCompleteNoFrameAreFewAndShort() throws IOException {
    for (int i = 0; i < 8_000; i++) {
      SocketChannel connection = connect("127.0.0.1");
      send(connection, beginning(), head(16_384, HEADERS, 1), ByteBuffer.allocate(16_000));
    }

    await().until(() -> open() <= STRANGERS_OF_ADDRESS);
    await().until(() -> open() == 0);
  }

  @Test
  void aConnectionThatSendsNowAndThenIsShort() throws IOException {
    SocketChannel connection = connect("127.0.0.1");
    ByteBuffer bytes = beginning();
    connection.configureBlocking(false);

    await()
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              bytes.limit(Math.min(bytes.position() + 1, bytes.capacity()));
              return hasEnded(connection) || !send(connection, bytes);
            });
  }

  /** They come faster than a handshake takes time, and end at once. */
  @Test
  void connectionsThatComeAgainAndAgainAreFew() throws IOException {
    int accepted = 0;
    for (int i = 0; i < 1_000; i++) {
      SocketChannel connection = connect("127.0.0.1");
      ByteBuffer garbage = ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      // What is let in is told why it ends.
      accepted += send(connection, garbage) && answers(connection) ? 1 : 0;
      connection.close();
    }

    assertThat(accepted).isBetween(1, 2 * STRANGERS_OF_ADDRESS);
  }

  @Test
  void aProcessThatTakesAllPlacesOfItsAddressKeepsNoMemberOfAnotherOut() throws IOException {
    for (int i = 0; i < 200; i++) {
      connect("127.0.0.2");
    }
    await().until(() -> open() <= STRANGERS_OF_ADDRESS);

    TestMember three = fixture.member(3);
    introduce(one, two, three);

    assertThat(three.call(two, call("x")).join()).isInstanceOf(Answered.class);
  }

  @Test
  void placesOfAllAddressesTogetherAreLimited() throws IOException {
    for (int i = 2; i < 10; i++) {
      for (int j = 0; j < STRANGERS_OF_ADDRESS; j++) {
        connect("127.0.0." + i);
      }
    }

    await().until(() -> open() <= STRANGERS);
  }

  @Test
  void processesOfManyAddressesKeepNoMemberOut() throws IOException {
    TestMember three = fixture.member(3);
    introduce(one, two, three);
    for (int i = 2; i < 10; i++) {
      for (int j = 0; j < STRANGERS_OF_ADDRESS; j++) {
        send(connect("127.0.0." + i), beginning());
      }
    }
    await().until(() -> open() <= STRANGERS);

    assertThat(three.call(two, call("x")).join()).isInstanceOf(Answered.class);
  }

  @Test
  void aMemberLeavesThePlaceThatItHadUntilItWasKnown() {
    for (int i = 10; i < 10 + 3 * STRANGERS_OF_ADDRESS; i++) {
      TestMember other = fixture.member(i);
      introduce(two, other);
      assertThat(other.call(two, call("x")).join()).isInstanceOf(Answered.class);
    }
    introduce(one, two);
  }

  @Test
  void connectionsOfMembersAreLimited() {
    TestMember four = member(4, 2);
    for (int i = 10; i < 12; i++) {
      TestMember other = fixture.member(i);
      introduce(four, other);
      assertThat(other.call(four, call("x")).join()).isInstanceOf(Answered.class);
    }

    TestMember late = fixture.member(12);
    introduce(four, late);

    assertThat(late.call(four, call("x")).join()).isNotInstanceOf(Answered.class);
  }

  /** gRPC has no limit for frames without data. */
  @Test
  void aProcessThatProvesNothingCannotSendMuch() throws IOException {
    long most = 64L << 20;

    long sent = flood(connect("127.0.0.1"), most);

    System.out.println(sent + " bytes were sent until the connection ended");
    assertThat(sent).isLessThan(most);
  }

  /** The link between two members is served by the same loops. */
  @Test
  void floodsOfProcessesThatProveNothingDoNotKeepOthersWaiting() throws Exception {
    medianNanos();
    long before = medianNanos();
    AtomicBoolean isOver = new AtomicBoolean();
    long during;
    try (ExecutorService attackers = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 2; i++) {
        attackers.submit(
            () -> {
              while (!isOver.get()) {
                try (SocketChannel connection = open("127.0.0.1")) {
                  connection.setOption(StandardSocketOptions.SO_LINGER, 0);
                  flood(connection, 8L << 20);
                }
              }
              return isOver;
            });
      }
      during = medianNanos();
      isOver.set(true);
    }

    System.out.printf("a call took %d ns, and %d ns during floods%n", before, during);
    assertThat(during).isLessThan(30 * before);
  }

  private long medianNanos() {
    long[] nanos = new long[300];
    for (int i = 0; i < nanos.length; i++) {
      long begin = System.nanoTime();
      one.call(two, call("x")).join();
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  /**
   * Opens a stream and sends frames without data. Returns how many bytes it has sent when the
   * connection ended.
   */
  private static long flood(SocketChannel connection, long most) throws IOException {
    connection.configureBlocking(false);
    ByteBuffer request = request();
    send(connection, beginning(), head(request.remaining(), HEADERS, 1, END_HEADERS), request);
    ByteBuffer frames = ByteBuffer.allocate(7_000 * FRAME_HEAD_BYTES);
    while (frames.hasRemaining()) {
      frames.put(head(0, DATA, 1));
    }
    ByteBuffer answers = ByteBuffer.allocateDirect(1 << 20);
    long sent = 0;
    while (sent < most && !hasEnded(connection, answers)) {
      if (!frames.hasRemaining()) {
        frames.rewind();
      }
      int before = frames.position();
      if (!send(connection, frames)) {
        break;
      }
      sent += frames.position() - before;
    }
    return sent;
  }

  // --- bytes

  private SocketChannel connect(String from) throws IOException {
    SocketChannel connection = open(from);
    connections.add(connection);
    return connection;
  }

  private SocketChannel open(String from) throws IOException {
    SocketChannel connection = SocketChannel.open();
    connection.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    connection.connect(LinkAddress.resolve(two.address));
    return connection;
  }

  private static ByteBuffer beginning() {
    byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    return ByteBuffer.allocate(preface.length + FRAME_HEAD_BYTES)
        .put(preface)
        .put(head(0, SETTINGS, 0))
        .flip();
  }

  /** The fields of a stream to a member, without any compression. */
  private static ByteBuffer request() {
    ByteBuffer fields = ByteBuffer.allocate(1_000);
    List<String> texts =
        List.of(
            ":method",
            "POST",
            ":scheme",
            "http",
            ":authority",
            "member",
            ":path",
            "/" + LinkMethod.SERVICE + "/Connect",
            "te",
            "trailers",
            "content-type",
            "application/grpc");
    for (int i = 0; i < texts.size(); i += 2) {
      fields.put(NEW_NAME);
      for (String text : texts.subList(i, i + 2)) {
        fields.put((byte) text.length()).put(text.getBytes(US_ASCII));
      }
    }
    return fields.flip();
  }

  private static ByteBuffer head(int length, int type, int stream) {
    return head(length, type, stream, 0);
  }

  private static ByteBuffer head(int length, int type, int stream, int flags) {
    return ByteBuffer.allocate(FRAME_HEAD_BYTES)
        .putInt(length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .flip();
  }

  /** Returns false if the connection has ended. */
  private static boolean send(SocketChannel connection, ByteBuffer... parts) {
    try {
      connection.write(parts);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean answers(SocketChannel connection) {
    try {
      return connection.read(ByteBuffer.allocate(1)) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** How many connections the other side has not ended. */
  private int open() throws IOException {
    int open = 0;
    for (SocketChannel connection : connections) {
      connection.configureBlocking(false);
      open += hasEnded(connection) ? 0 : 1;
    }
    return open;
  }

  private static boolean hasEnded(SocketChannel connection) {
    return hasEnded(connection, ByteBuffer.allocate(4_096));
  }

  /** Reads what there is, and forgets it. */
  private static boolean hasEnded(SocketChannel connection, ByteBuffer answers) {
    try {
      int read;
      do {
        answers.clear();
        read = connection.read(answers);
      } while (read > 0);
      return read < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
