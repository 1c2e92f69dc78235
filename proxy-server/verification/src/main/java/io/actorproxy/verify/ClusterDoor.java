package io.actorproxy.verify;

import io.actorproxy.members.Member;
import io.actorproxy.members.Members;
import io.actorproxy.process.Pause;
import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.verify.Tally.Figure;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How callers use a cluster: each call is made at any member, and if that refuses the connection,
 * at the next one. Thread safe.
 */
final class ClusterDoor implements Door {
  private static final Map<String, String> PROTOBUF =
      Map.of("content-type", "application/octet-stream");
  private static final int REFUSED_PAUSE_MILLIS = 5;

  private final Members members;
  private final AnswerTimes times;
  private final Tally tally;
  private final Random seeds;
  private final int thinkMillis;
  private volatile boolean over;

  /** A door to members, whose callers pause up to so long before a call. */
  ClusterDoor(Members members, AnswerTimes times, Tally tally, long seed, int thinkMillis) {
    this.members = members;
    this.times = times;
    this.tally = tally;
    this.seeds = new Random(seed);
    this.thinkMillis = thinkMillis;
  }

  /** No caller waits any more. */
  void closeForGood() {
    over = true;
  }

  @Override
  public synchronized Line line() {
    return new MembersLine(new Random(seeds.nextLong()));
  }

  private final class MembersLine implements Line {
    private final RandomGenerator random;
    private final Map<Member, SpawnClient.Connection> kept = new ConcurrentHashMap<>();

    MembersLine(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public boolean await() {
      if (thinkMillis > 0) {
        Pause.millis(random.nextInt(thinkMillis));
      }
      return !over;
    }

    @Override
    public @Nullable InvocationResponse call(InvocationRequest request) throws IOException {
      while (!over) {
        List<Member> all = members.all();
        int first = random.nextInt(all.size());
        for (int i = 0; i < all.size(); i++) {
          Member member = all.get((first + i) % all.size());
          SpawnClient.Connection connection = connection(member);
          if (connection != null) {
            return call(request, member, connection);
          }
          tally.count(Figure.REFUSED_CONNECTIONS);
        }
        Pause.millis(REFUSED_PAUSE_MILLIS);
      }
      return null;
    }

    private SpawnClient.@Nullable Connection connection(Member member) {
      SpawnClient.Connection connection = kept.get(member);
      if (connection == null) {
        try {
          connection = SpawnClient.onPort(member.port()).connect();
        } catch (IOException refused) {
          return null;
        }
        kept.put(member, connection);
      }
      return connection;
    }

    private InvocationResponse call(
        InvocationRequest request, Member member, SpawnClient.Connection connection)
        throws IOException {
      AnswerTimes.Asked asked =
          new AnswerTimes.Asked(
              member.number(), said(request), System.nanoTime(), deadlineMillis(request));
      try {
        HttpMessage answer =
            connection.send(
                "POST", SpawnClient.invokePath(request), PROTOBUF, request.toByteArray());
        long end = System.nanoTime();
        InvocationResponse response = InvocationResponse.parseFrom(answer.body());
        String text = response.getStatus().getMessage();
        times.answered(asked, end, text);
        if (answer.header("connection").equalsIgnoreCase("close")) {
          drop(member, connection);
        }
        return response;
      } catch (IOException gone) {
        drop(member, connection);
        times.unanswered(asked, System.nanoTime(), gone.toString());
        throw gone;
      }
    }

    private void drop(Member member, SpawnClient.Connection connection) {
      kept.remove(member);
      connection.abort();
    }

    @Override
    public void close() {
      kept.forEach(this::drop);
    }
  }

  /** As in {@code 'add' of user-7, async, durable}. */
  private static String said(InvocationRequest request) {
    StringBuilder said =
        new StringBuilder(
            "'%s' of %s".formatted(request.getActionName(), request.getActor().getId().getName()));
    if (request.getAsync()) {
      said.append(", async");
    }
    if (request.getMetadataOrDefault("durable-async", "").equals("true")) {
      said.append(", durable");
    }
    if (request.getScheduledTo() != 0) {
      said.append(", scheduled");
    }
    if (!request.getMetadataOrDefault("idempotency-key", "").isEmpty()) {
      said.append(", with a key");
    }
    return said.toString();
  }

  private static long deadlineMillis(InvocationRequest request) {
    return Long.parseLong(
        request.getMetadataOrDefault(
            "request-timeout", Integer.toString(ClusterVerification.REQUEST_TIMEOUT_MILLIS)));
  }
}
