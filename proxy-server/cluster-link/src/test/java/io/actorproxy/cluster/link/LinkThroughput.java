package io.actorproxy.cluster.link;

import static io.actorproxy.cluster.link.LinkFixture.FAST;
import static io.actorproxy.cluster.link.LinkFixture.SECRET;
import static io.actorproxy.cluster.link.LinkFixture.call;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.link.LinkConfig.Limits;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.time.TimeSource;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Measures small calls from one member to another in one process, by hand: calls in a closed loop,
 * each begun by the answer to one before. Prints calls a second, and the CPU of both members for
 * each call. Arguments: how many calls, how many at a time, and {@code tls} for certificates.
 */
final class LinkThroughput {
  private static final int WARM_UP = 300_000;

  private final TestMember from;
  private final TestMember to;
  private final Call call = call("x".repeat(256));

  private LinkThroughput(LinkFixture fixture, @Nullable Path certificates) {
    LinkConfig config =
        LinkFixture.config(SECRET, Versions.CURRENT, Limits.DEFAULTS, FAST, certificates);
    from = fixture.member(1, config);
    to = fixture.member(2, config);
    to.keepsCalls = false;
    LinkFixture.introduce(from, to);
  }

  public static void main(String[] args) throws InterruptedException {
    int calls = Integer.parseInt(args[0]);
    int atOnce = Integer.parseInt(args[1]);
    boolean tls = args.length > 2;
    try (LinkFixture fixture = new LinkFixture()) {
      var link =
          new LinkThroughput(fixture, tls ? Path.of("src/test/resources/certificates/ours") : null);
      link.run(Math.min(WARM_UP, calls), atOnce);
      long cpu = cpuNanos();
      long began = System.nanoTime();
      link.run(calls, atOnce);
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          "%,d calls, %d at a time%s: %,.0f calls/s, %.2f us of CPU a call at both members%n",
          calls, atOnce, tls ? ", TLS" : "", calls / seconds, (cpuNanos() - cpu) / 1e3 / calls);
    }
  }

  private void run(int calls, int atOnce) throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(calls);
    for (int i = 0; i < atOnce; i++) {
      next(begun, calls, left);
    }
    left.await();
  }

  private void next(AtomicInteger begun, int calls, CountDownLatch left) {
    if (begun.incrementAndGet() <= calls) {
      from.links.call(
          2,
          call,
          Deadline.in(10_000, TimeSource.SYSTEM),
          ByteString.EMPTY,
          outcome -> {
            if (!(outcome instanceof CallOutcome.Answered)) {
              throw new AssertionError(outcome);
            }
            left.countDown();
            next(begun, calls, left);
          });
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
