package io.actorproxy.cluster.link;

import static io.actorproxy.cluster.link.LinkFixture.FAST;
import static io.actorproxy.cluster.link.LinkFixture.SECRET;
import static io.actorproxy.cluster.link.LinkFixture.SMALL;
import static io.actorproxy.cluster.link.LinkFixture.call;
import static io.actorproxy.cluster.link.LinkFixture.config;
import static io.actorproxy.cluster.link.LinkFixture.introduce;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.CallOutcome.Answered;
import io.actorproxy.cluster.link.Handshake.Role;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.codec.MalformedMessageException;
import io.grpc.Status;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that connects can end its own connection, and nothing else. */
final class HostilePeerTest {
  private final LinkFixture fixture = new LinkFixture();
  private TestMember one;
  private TestMember two;

  @BeforeEach
  void begin() {
    one = fixture.member(1);
    two = fixture.member(2);
    introduce(one, two);
    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
  }

  /** The link between the two members is the one of before. */
  @AfterEach
  void close() {
    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
    assertThat(one.unreachable).doesNotContain(2L);
    fixture.close();
  }

  @Test
  void aMemberWithAnotherSecretIsRefused() {
    TestMember three = fixture.member(3, config("another", Versions.CURRENT, SMALL, FAST, null));
    introduce(one, three);

    CallOutcome there = one.call(three, call("x")).join();
    CallOutcome here = three.call(one, call("x")).join();

    assertThat(there).isInstanceOf(CallOutcome.NeverSent.class);
    assertThat(there.toString()).contains("it has not the secret of this cluster");
    assertThat(here).isInstanceOf(CallOutcome.NeverSent.class);
    introduce(one, two);
  }

  @Test
  void aMemberOfAnotherClusterIsRefused() {
    LinkConfig other =
        new LinkConfig("127.0.0.1", 0, "other", SECRET, null, Versions.CURRENT, SMALL, FAST);
    TestMember three = fixture.member(3, other);
    introduce(one, three);

    assertThat(one.call(three, call("x")).join().toString()).contains("of cluster 'other'");
    introduce(one, two);
  }

  @Test
  void aHandshakeThatIsSaidAgainIsRefused() throws InterruptedException, MalformedMessageException {
    Handshake handshake = new Handshake(config(), new SecureRandom());
    ByteString hello = handshake.hello(3, 1, "127.0.0.1:1").write();
    RawClient first = fixture.raw(one);
    ByteString challenge = first.hello(handshake, hello);
    LinkMessage proof =
        LinkMessage.bytes(LinkMessage.PROOF, handshake.proof(Role.DIALER, hello, challenge));
    first.send(proof);
    assertThat(first.next().type()).isEqualTo(LinkMessage.WELCOME);

    RawClient again = fixture.raw(one);
    again.hello(handshake, hello);
    again.send(proof);

    RawClient.Message refusal = again.next();
    assertThat(refusal.type()).isEqualTo(LinkMessage.REFUSAL);
    assertThat(LinkRefusal.read(refusal.content()).reason()).contains("secret");
  }

  /** It has no proof of its own to show, and the other side's is none. */
  @Test
  void aMemberIsNotDeceivedByWhatItSaysItself() throws InterruptedException {
    Handshake handshake = new Handshake(config(), new SecureRandom());
    RawClient client = fixture.raw(one);
    ByteString hello = handshake.hello(3, 1, "127.0.0.1:1").write();
    ByteString challenge = client.hello(handshake, hello);
    client.send(
        LinkMessage.bytes(LinkMessage.PROOF, handshake.proof(Role.ACCEPTOR, hello, challenge)));

    assertThat(client.next().type()).isEqualTo(LinkMessage.REFUSAL);
  }

  @Test
  void aMemberIsReachedUnderItsOwnEpochAndClusterOnly() throws Exception {
    assertThat(refusal(handshake("cluster").hello(3, 99, "127.0.0.1:1")))
        .isEqualTo("this is member 1");
    assertThat(refusal(handshake("cluster").hello(1, 1, "127.0.0.1:1")))
        .isEqualTo("this is member 1");
    assertThat(refusal(handshake("other").hello(3, 1, "127.0.0.1:1")))
        .isEqualTo("this member is of another cluster");
  }

  private static Handshake handshake(String cluster) {
    return new Handshake(
        new LinkConfig("127.0.0.1", 0, cluster, SECRET, null, Versions.CURRENT, SMALL, FAST),
        new SecureRandom());
  }

  /** The reason for which a process is refused that says this, and has the secret. */
  private String refusal(Hello said) throws InterruptedException, MalformedMessageException {
    Handshake handshake = handshake("cluster");
    RawClient client = fixture.raw(one);
    ByteString challenge = client.hello(handshake, said.write());
    client.send(
        LinkMessage.bytes(
            LinkMessage.PROOF, handshake.proof(Role.DIALER, said.write(), challenge)));
    return LinkRefusal.read(client.next().content()).reason();
  }

  /** It says again what the other side has proven, and has no secret itself. */
  @Test
  void aMemberDoesNotTalkToAProcessThatOnlyRepeats() throws IOException {
    try (RawServer server = new RawServer(fixture, 3)) {
      TestMember three = fixture.member(3);
      three.address = server.address();
      introduce(one, three);

      CallOutcome outcome = one.call(three, call("x")).join();

      assertThat(outcome).isInstanceOf(CallOutcome.NeverSent.class);
      assertThat(outcome.toString()).contains("does not have the secret of this cluster");
    }
    introduce(one, two);
  }

  @Test
  void garbageEndsItsOwnConnection() {
    long seed = new Random().nextLong();
    System.out.println("garbage from seed " + seed);
    Random random = new Random(seed);
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      byte[] garbage = new byte[200 + random.nextInt(5_000)];
      random.nextBytes(garbage);
      garbage[4] = (byte) (20 + random.nextInt(100));
      RawClient client = fixture.raw(one);
      client.send(garbage);
      clients.add(client);
    }

    clients.forEach(RawClient::awaitEnd);
  }

  @Test
  void aStrangerCannotSayMuch() {
    RawClient client = fixture.raw(one);

    client.send(
        new LinkMessage.Encoded(
            LinkMessage.HELLO, ByteString.copyFrom(new byte[Link.SMALL_BYTES + 1])));

    assertThat(client.awaitEnd().getDescription()).contains("has 4097 bytes, more than 4096");
  }

  @Test
  void aStrangerCannotCall() {
    RawClient client = fixture.raw(one);

    client.send(request(1));

    assertThat(client.awaitEnd().getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(one.taken).isEmpty();
  }

  /** It has opened a stream, and says nothing there. */
  @Test
  void aStreamWithoutAHandshakeIsShort() {
    LinkConfig.Timings quick =
        new LinkConfig.Timings(5_000, 500, 500, 10_000, 60_000, 5_000, 60_000, FAST.pauses());
    TestMember four = fixture.member(4, config(SECRET, Versions.CURRENT, SMALL, quick, null));
    RawClient client = fixture.raw(four);

    assertThat(client.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    introduce(one, two, four);
    assertThat(one.call(four, call("x")).join()).isInstanceOf(Answered.class);
  }

  @Test
  void aMessageThatIsTooLargeEndsItsOwnConnection() throws InterruptedException {
    RawClient client = fixture.raw(one);
    client.join(3, one);

    client.send(new byte[] {-1, -1, -1, 127, LinkMessage.REQUEST});

    assertThat(client.awaitEnd().getDescription()).contains("has 2147483647 bytes");
    assertThat(one.unreachable).containsExactly(3L);
    one.unreachable.clear();
  }

  @Test
  void moreCallsThanAreAllowedEndTheirOwnConnection() throws InterruptedException {
    one.action = TestMember.SILENCE;
    RawClient client = fixture.raw(one);
    client.join(3, one);

    for (int id = 1; id <= SMALL.calls() + 1; id++) {
      client.send(request(id));
    }

    assertThat(client.awaitEnd().getDescription()).contains("more calls than may be");
    assertThat(one.taken).hasSize(SMALL.calls()).allMatch(taken -> taken.answer().answered());
  }

  @Test
  void anAnswerToNoCallEndsItsOwnConnection() throws InterruptedException {
    RawClient client = fixture.raw(one);
    client.join(3, one);

    client.send(new LinkMessage.Response(7, null));

    assertThat(client.awaitEnd().getDescription()).contains("an answer to no call");
  }

  @Test
  void aCallThatCannotBeReadIsAnswered() throws Exception {
    RawClient client = fixture.raw(one);
    client.join(3, one);

    client.send(
        new LinkMessage.Encoded(
            LinkMessage.REQUEST, FieldWriter.message(out -> out.number(1, 1).number(3, 1))));

    LinkMessage.Response response = LinkMessage.Response.read(client.next().content());
    assertThat(response.toString()).contains("INVALID_REQUEST", "ForwardedCall has no principal");
  }

  /** A later version may send what this one does not know. */
  @Test
  void messagesOfALaterVersionAreSkipped() throws Exception {
    RawClient client = fixture.raw(one);
    client.join(3, one);

    client.send(new LinkMessage.Encoded(200, ByteString.copyFrom(new byte[50_000])));
    client.send(request(1));

    assertThat(LinkMessage.Response.read(client.next().content()).id()).isEqualTo(1);
  }

  private static LinkMessage request(long id) {
    return new LinkMessage.Request(
        id, ByteString.EMPTY, new ForwardedCall(call("x"), Long.MAX_VALUE));
  }
}
