package io.actorproxy.cluster.link;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.actorproxy.cluster.MemberInbox;
import io.actorproxy.cluster.link.LinkConfig.Limits;
import io.actorproxy.cluster.link.LinkConfig.Timings;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.loops.Partition;
import io.actorproxy.loops.Transport;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.time.Backoff;
import io.actorproxy.time.TimeSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Loops, members on them, and relays between members; closes all of it. */
final class LinkFixture implements AutoCloseable {
  static final String SECRET = "the secret of the cluster";

  /** As in the product, but that nothing takes long. */
  static final Timings FAST =
      new Timings(5_000, 5_000, 500, 10_000, 60_000, 5_000, 60_000, new Backoff(5, 20));

  /** As {@link #FAST}, and silence is soon noticed. */
  static final Timings WATCHFUL =
      new Timings(5_000, 5_000, 50, 500, 60_000, 5_000, 60_000, FAST.pauses());

  static final Limits SMALL = new Limits(64, 1 << 20, 256 << 10, 4 << 20, 1_024, 64, 64);

  final Transport transport = Transport.open(2);
  final List<Partition> partitions = Partition.startOn(transport, TimeSource.SYSTEM);
  private final List<AutoCloseable> opened = new ArrayList<>();

  static LinkConfig config() {
    return config(SMALL);
  }

  static LinkConfig config(Limits limits) {
    return config(SECRET, Versions.CURRENT, limits, FAST, null);
  }

  static LinkConfig watchful() {
    return config(SECRET, Versions.CURRENT, SMALL, WATCHFUL, null);
  }

  static LinkConfig config(
      String secret,
      Versions versions,
      Limits limits,
      Timings timings,
      @Nullable Path certificates) {
    return new LinkConfig(
        "127.0.0.1", 0, "cluster", secret, certificates, versions, limits, timings);
  }

  /** The configuration of a member for which the secret is being changed. */
  static LinkConfig changing(String secret, String previous) {
    return new LinkConfig(
        "127.0.0.1", 0, "cluster", secret, previous, null, Versions.CURRENT, SMALL, FAST);
  }

  GrpcLinks links(LinkConfig config, MemberInbox inbox) {
    try {
      return new GrpcLinks(
          config,
          () -> "127.0.0.1",
          transport,
          partitions,
          TimeSource.SYSTEM,
          new SecureRandom(),
          inbox);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  TestMember member(long epoch) {
    return member(epoch, config());
  }

  TestMember member(long epoch, LinkConfig config) {
    TestMember member = new TestMember(epoch, this, config);
    opened.addLast(member);
    return member;
  }

  /** The connections to a member go through a relay from now on. */
  TcpRelay relay(TestMember member) {
    TcpRelay relay = new TcpRelay(member.address);
    opened.addFirst(relay);
    member.address = relay.address();
    return relay;
  }

  /** A client that speaks what the test tells it to. */
  RawClient raw(TestMember to) {
    RawClient client = new RawClient(this, to.address);
    opened.addFirst(client);
    return client;
  }

  /** All members know each other. */
  static void introduce(TestMember... members) {
    List<Member> rows =
        Stream.of(members)
            .map(
                member ->
                    new Member(
                        member.epoch,
                        1,
                        new Member.Profile("app", "m" + member.epoch, member.address, 1, 1),
                        Member.State.UP,
                        true))
            .toList();
    for (TestMember member : members) {
      member.links.onMembers(rows);
    }
  }

  static Call call(String text) {
    return CallBuilder.call("actor", "add").input(text).build();
  }

  @Override
  public void close() {
    for (AutoCloseable each : opened) {
      assertThatCode(each::close).doesNotThrowAnyException();
    }
    transport.close();
  }
}
