package io.actorproxy.rolling;

import io.actorproxy.members.Member;
import io.actorproxy.members.Members;
import io.actorproxy.process.Pause;
import io.actorproxy.process.Quantiles;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Restarts all members one after the other, again and again, while actors are called at a rate. The
 * pause of an actor in a restart is the longest time for which a call of it waited.
 */
final class RollingRestarts {
  private static final int WARM_UP_MILLIS = 10_000;
  private static final int BETWEEN_MILLIS = 2_000;

  private final Members members;
  private final RollingOptions options;
  private final PrintStream out;
  private final Quantiles pauses = new Quantiles();

  RollingRestarts(Members members, RollingOptions options, PrintStream out) {
    this.members = members;
    this.options = options;
    this.out = out;
  }

  /** Whether no call failed. */
  boolean run() throws IOException, InterruptedException {
    Callers callers = new Callers(members.ports());
    SteadyLoad load =
        new SteadyLoad(
            callers, options.rate(), CountingHost.names(options.actors()), members.all().size());
    try (load) {
      Pause.millis(WARM_UP_MILLIS);
      Quantiles before = new Quantiles();
      load.longest().forEach(before::add);
      out.println("before: the longest of each actor " + before);
      load.longest();
      for (int i = 1; i <= options.rolling(); i++) {
        for (Member member : members.all()) {
          restart(member, load);
        }
        out.println(
            "rolling restart %d: %d calls, failed %s, pauses of actors %s"
                .formatted(i, load.made(), load.failures(), pauses));
      }
    }
    out.println(
        "verify: %s %d rolling restarts of %d members, %s, at %d calls/s: %d calls, %d left out, failed %s; calls %s; pauses of actors %s"
            .formatted(
                load.failures().isEmpty() ? "OK" : "VIOLATED",
                options.rolling(),
                members.all().size(),
                options.atOnce() ? "proxy and host at once" : "proxy first",
                options.rate(),
                load.made(),
                load.leftOut(),
                load.failures(),
                load.times(),
                pauses));
    return load.failures().isEmpty();
  }

  private void restart(Member member, SteadyLoad load) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    FutureTask<Boolean> host =
        new FutureTask<>(
            () -> {
              member.stopHost();
              return true;
            });
    if (options.atOnce()) {
      Thread.startVirtualThread(host);
    }
    int status = member.proxy().stop();
    if (!options.atOnce()) {
      host.run();
    }
    try {
      host.get();
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
    long stopped = System.nanoTime();
    member.start();
    long started = System.nanoTime();
    Pause.millis(BETWEEN_MILLIS);
    Quantiles longest = new Quantiles();
    for (long nanos : load.longest()) {
      longest.add(nanos);
      pauses.add(nanos);
    }
    out.println(
        "  %s: stopped with %d after %d ms, ready after %d ms, longest of each actor %s"
            .formatted(
                member,
                status,
                (stopped - begin) / 1_000_000,
                (started - stopped) / 1_000_000,
                longest));
  }
}
