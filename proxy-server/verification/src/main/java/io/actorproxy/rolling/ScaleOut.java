package io.actorproxy.rolling;

import io.actorproxy.members.Member;
import io.actorproxy.members.Members;
import io.actorproxy.process.Pause;
import io.actorproxy.process.Quantiles;
import io.actorproxy.sdks.SpawnClient;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts one member after the other while actors are called at a rate, all of which are in memory.
 * What a member owns is looked up in its metrics, which are up to a second old: so moves seem to
 * last that much longer. They are counted from when the new member first answers.
 */
final class ScaleOut {
  /** Actors stay in memory. */
  static final Map<String, String> SETTINGS = Map.of("PROXY_DEACTIVATION_TIMEOUT", "3600000");

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int WARM_UP_MILLIS = 10_000;
  private static final int LOOK_MILLIS = 100;

  /** How long each member is watched after it has joined. */
  private static final int WATCHED_MILLIS = 15_000;

  private static final int MOVES_MOST_MILLIS = 5_000;
  private static final int SLOWER_MOST = 3;
  private static final int CALLERS = 64;
  private static final int PATIENCE_MILLIS = 60_000;

  private static final Pattern SLOTS = gauge("actorproxy_cluster_slots");
  private static final Pattern OPEN = gauge("actorproxy_cluster_slots_open");
  private static final Pattern ACTIVATIONS = gauge("actorproxy_activations");

  private final Members members;
  private final RollingOptions options;
  private final PrintStream out;
  private final List<String> actors;
  private final Callers callers;

  /** The slots of each member, and those that are being handed over. */
  private record Look(List<Long> owned, long open) {}

  ScaleOut(Members members, RollingOptions options, PrintStream out) {
    this.members = members;
    this.options = options;
    this.out = out;
    this.actors = CountingHost.names(options.actors());
    this.callers = new Callers(members.ports());
  }

  /** Whether no call failed, moves were soon over, and answers were not much slower. */
  boolean run() throws IOException, InterruptedException {
    members.all().getFirst().start();
    boolean isOk = activate();
    long longestMoves = 0;
    double slowest = 0;
    try (SteadyLoad load = new SteadyLoad(callers, options.rate(), actors, 1)) {
      Pause.millis(WARM_UP_MILLIS);
      load.lately();
      Pause.millis(WARM_UP_MILLIS);
      Quantiles before = load.lately();
      out.println("1 member: " + before);
      for (int count = 2; count <= members.all().size(); count++) {
        FutureTask<Boolean> started = start(members.all().get(count - 1));
        long first = firstLook(count);
        out.println("a member starts: " + load.lately());
        long moves = millisOfMoves(count, first);
        await(started);
        Quantiles during = load.lately();
        double slower = during.of(0.99) / before.of(0.99);
        out.println(
            "%d members: moves were over after %d ms, slots %s, actors in memory %s; calls %s, p99 is %.1f times that before, failed %s"
                .formatted(
                    count,
                    moves,
                    look(count).owned(),
                    activations(count),
                    during,
                    slower,
                    load.failures()));
        longestMoves = Math.max(longestMoves, moves);
        slowest = Math.max(slowest, slower);
        load.callAt(count);
        Pause.millis(WARM_UP_MILLIS);
        out.println("%d members, later: %s".formatted(count, load.lately()));
      }
      isOk &=
          load.failures().isEmpty()
              && load.leftOut() == 0
              && longestMoves <= MOVES_MOST_MILLIS
              && slowest <= SLOWER_MOST;
      out.println(
          "verify: %s scale-out from 1 to %d members with %d actors at %d calls/s: %d calls, %d left out, failed %s; longest moves %d ms, p99 at most %.1f times that before"
              .formatted(
                  isOk ? "OK" : "VIOLATED",
                  members.all().size(),
                  options.actors(),
                  options.rate(),
                  load.made(),
                  load.leftOut(),
                  load.failures(),
                  longestMoves,
                  slowest));
    }
    return isOk;
  }

  /** Calls each actor once; whether all answered. */
  private boolean activate() throws InterruptedException {
    long begin = System.nanoTime();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      threads.add(Thread.startVirtualThread(() -> callAll(next, failed)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    out.println(
        "%d actors are in memory after %d ms, %d calls failed"
            .formatted(actors.size(), (System.nanoTime() - begin) / 1_000_000, failed.get()));
    return failed.get() == 0;
  }

  private void callAll(AtomicInteger next, AtomicInteger failed) {
    for (int i = next.getAndIncrement(); i < actors.size(); i = next.getAndIncrement()) {
      if (!callers.call(0, CountingHost.call(actors.get(i), TIMEOUT_MILLIS)).isOk()) {
        failed.incrementAndGet();
      }
    }
  }

  private static FutureTask<Boolean> start(Member member) {
    FutureTask<Boolean> started =
        new FutureTask<>(
            () -> {
              member.start();
              return true;
            });
    Thread.startVirtualThread(started);
    return started;
  }

  private static void await(FutureTask<Boolean> started) throws IOException, InterruptedException {
    try {
      started.get();
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  /**
   * How long it was, from the first answer of the member that joins, until no slot moved any more
   * for as long as a member is watched.
   */
  private long millisOfMoves(int count, long first) throws IOException {
    Look before = look(count);
    long changed = first;
    while (System.nanoTime() - changed < WATCHED_MILLIS * 1_000_000L
        || before.owned().getLast() == 0) {
      if (System.nanoTime() - first > PATIENCE_MILLIS * 1_000_000L) {
        throw new IOException("slots move for more than %d ms".formatted(PATIENCE_MILLIS));
      }
      Pause.millis(LOOK_MILLIS);
      Look now = look(count);
      if (!now.equals(before) || now.open() > 0) {
        changed = System.nanoTime();
        before = now;
      }
    }
    return (changed - first) / 1_000_000;
  }

  /** The moment of the first answer. */
  private long firstLook(int count) throws IOException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (true) {
      try {
        look(count);
        return System.nanoTime();
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Pause.millis(LOOK_MILLIS);
      }
    }
  }

  private Look look(int count) throws IOException {
    List<Long> owned = new ArrayList<>();
    long open = 0;
    for (Member member : members.all().subList(0, count)) {
      String metrics = metrics(member);
      owned.add(read(SLOTS, metrics));
      open += read(OPEN, metrics);
    }
    return new Look(owned, open);
  }

  private List<Long> activations(int count) throws IOException {
    List<Long> activations = new ArrayList<>();
    for (Member member : members.all().subList(0, count)) {
      activations.add(read(ACTIVATIONS, metrics(member)));
    }
    return activations;
  }

  private static String metrics(Member member) throws IOException {
    return SpawnClient.onPort(member.port()).send("GET", "/metrics", Map.of(), "").text();
  }

  private static Pattern gauge(String name) {
    return Pattern.compile("^" + name + "(?:\\{[^}]*})? ([0-9.E]+)$", Pattern.MULTILINE);
  }

  private static long read(Pattern gauge, String metrics) throws IOException {
    Matcher matcher = gauge.matcher(metrics);
    if (!matcher.find()) {
      throw new IOException("there is no metric " + gauge);
    }
    return (long) Double.parseDouble(matcher.group(1));
  }
}
