package io.actorproxy.rolling;

import io.actorproxy.members.Member;
import io.actorproxy.members.Members;
import io.actorproxy.process.Pause;
import io.actorproxy.process.Quantiles;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Random;

/** Kills a proxy by kill -9, and measures until an actor that lived there answers. */
final class Takeovers {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int LOOKS_MAX = 500;
  private static final int LOOK_PAUSE_MILLIS = 50;

  private final Members members;
  private final RollingOptions options;
  private final PrintStream out;
  private final Callers callers;
  private final List<String> actors;
  private final Random random = new Random();
  private final Quantiles times = new Quantiles();

  Takeovers(Members members, RollingOptions options, PrintStream out) {
    this.members = members;
    this.options = options;
    this.out = out;
    this.actors = CountingHost.names(options.actors());
    this.callers = new Callers(members.ports());
  }

  /** Whether each actor answered. */
  boolean run() throws IOException {
    int failed = 0;
    for (int i = 1; i <= options.takeovers(); i++) {
      int victim = random.nextInt(members.all().size());
      Member member = members.all().get(victim);
      String actor = actorAt(member);
      long begin = System.nanoTime();
      member.proxy().kill9();
      Callers.Answer answer = callers.call(victim + 1, CountingHost.call(actor, TIMEOUT_MILLIS));
      long took = System.nanoTime() - begin;
      if (answer.isOk()) {
        times.add(took);
      } else {
        failed++;
      }
      out.println(
          "takeover %d of %s: %s after %d ms"
              .formatted(i, member, answer.text(), took / 1_000_000));
      member.startProxy();
    }
    out.println(
        "verify: %s %d takeovers of %d members, %d failed; kill -9 to first answer %s"
            .formatted(
                failed == 0 ? "OK" : "VIOLATED",
                options.takeovers(),
                members.all().size(),
                failed,
                times));
    return failed == 0;
  }

  /** Calls actors until one answers from that member. */
  private String actorAt(Member member) throws IOException {
    for (int i = 0; i < LOOKS_MAX; i++) {
      String actor = actors.get(random.nextInt(actors.size()));
      Callers.Answer answer =
          callers.call(member.number() - 1, CountingHost.call(actor, TIMEOUT_MILLIS));
      if (answer.isOk() && answer.text().endsWith(" " + member.number())) {
        return actor;
      }
      Pause.millis(LOOK_PAUSE_MILLIS);
    }
    throw new IOException("no actor runs at " + member);
  }
}
