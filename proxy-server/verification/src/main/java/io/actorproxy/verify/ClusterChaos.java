package io.actorproxy.verify;

import io.actorproxy.members.Member;
import io.actorproxy.members.Members;
import io.actorproxy.process.Child;
import io.actorproxy.process.Pause;
import io.actorproxy.process.Relay;
import io.actorproxy.verify.Tally.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** Does things to members, as its seed has it: one after another, and now and then two at once. */
final class ClusterChaos {
  private static final int CLOCK_SECONDS = 3_600;

  private final Members members;
  private final FaultJournal journal;
  private final Random random;
  private final Tally tally;
  private final Violations violations;
  private final Consumer<String> out;
  private final List<ClusterFault> possible;

  /** One that is not running, and takes the place of the next that leaves. */
  private Member spare;

  ClusterChaos(
      Members members,
      Member spare,
      FaultJournal journal,
      ClusterOptions options,
      Tally tally,
      Violations violations,
      Consumer<String> out) {
    this.members = members;
    this.spare = spare;
    this.journal = journal;
    this.random = new Random(options.seed());
    this.tally = tally;
    this.violations = violations;
    this.out = out;
    this.possible = new ArrayList<>(options.faults());
    if (!members.hasClock()) {
      possible.remove(ClusterFault.CLOCK_SET);
    }
  }

  boolean isQuiet() {
    return possible.isEmpty();
  }

  /** Any fault, or two of different members at once; returns when all is well again. */
  void injectAny() throws IOException, InterruptedException {
    List<Member> running = running();
    Member member = running.get(random.nextInt(running.size()));
    ClusterFault fault = possible.get(random.nextInt(possible.size()));
    Callable<Boolean> first = fault(fault, member);
    ClusterFault another = possible.get(random.nextInt(possible.size()));
    if (random.nextInt(4) > 0
        || running.size() == 1
        || !fault.isOfOneMember()
        || !another.isOfOneMember()) {
      await(start(first));
      return;
    }
    Member next = running.get((running.indexOf(member) + 1) % running.size());
    FutureTask<Boolean> both = start(fault(another, next));
    await(start(first));
    await(both);
  }

  /** A given one. */
  void inject(ClusterFault fault) throws IOException, InterruptedException {
    List<Member> running = running();
    await(start(fault(fault, running.get(random.nextInt(running.size())))));
  }

  private List<Member> running() {
    return members.all().stream().filter(member -> member != spare).toList();
  }

  /** Says which processes ended by themselves; empty if none. */
  String missing() {
    for (Member member : running()) {
      if (!member.isRunning()) {
        return "the proxy or the host of " + member + " ended by itself";
      }
    }
    return "";
  }

  /** What the random numbers decide is decided now, so that two at once repeat. */
  private Callable<Boolean> fault(ClusterFault fault, Member member) {
    int away = random.nextBoolean() ? 0 : 1 + random.nextInt(6_000);
    int lasting = 1_000 + random.nextInt(14_000);
    boolean either = random.nextBoolean();
    int number = fault.isOfOneMember() && fault != ClusterFault.CLOCK_SET ? member.number() : 0;
    return () -> {
      out.accept(fault + (number > 0 ? " of " + member : ""));
      tally.countFault(fault);
      FaultJournal.Event event = journal.begin(fault, number);
      try {
        inject(fault, member, away, lasting, either);
      } finally {
        journal.end(event);
      }
      return true;
    };
  }

  private void inject(ClusterFault fault, Member member, int away, int lasting, boolean either)
      throws IOException {
    switch (fault) {
      case PROXY_KILLED -> {
        member.proxy().kill9();
        Pause.millis(away);
        startProxy(member);
      }
      case PROXY_STOPPED -> {
        stopProxy(member);
        Pause.millis(away);
        startProxy(member);
      }
      case PROXY_PAUSED -> pause(member.proxy(), 5_000 + lasting * 25 / 15);
      case HOST_KILLED -> {
        member.killHost();
        Pause.millis(away);
        member.startHost();
      }
      case STOPPED_AT_ONCE -> stopAtOnce(member, away, either);
      case STORE_CUT -> {
        try (Relay.Cut _ = member.store().cut(either)) {
          Pause.millis(lasting);
        }
      }
      case STORE_SLOWED -> slow(member.store(), 5 + lasting / 120, lasting);
      case PEERS_CUT -> {
        List<Relay.Cut> cuts = members.cutFromPeers(member, either);
        Pause.millis(lasting);
        cuts.forEach(Relay.Cut::close);
      }
      case PEERS_SLOWED -> slow(member.peers(), 5 + lasting / 50, lasting);
      case MEMBER_REPLACED -> replace(member);
      case CLOCK_SET -> {
        members.setClock(either ? CLOCK_SECONDS : -CLOCK_SECONDS);
        Pause.millis(lasting);
        members.setClock(0);
        Pause.millis(1_000);
      }
      case DATABASE_PAUSED -> {
        Child server = members.database().server();
        if (server != null) {
          pause(server, 10_000);
        }
      }
      case ALL_PROXIES_KILLED -> {
        for (Member each : running()) {
          each.proxy().kill9();
        }
        Pause.millis(away);
        for (Member each : running()) {
          startProxy(each);
        }
      }
    }
  }

  private void stopAtOnce(Member member, int away, boolean hostIsKilled) throws IOException {
    FutureTask<Boolean> host =
        start(
            () -> {
              if (hostIsKilled) {
                member.killHost();
              } else {
                member.stopHost();
              }
              return true;
            });
    stopProxy(member);
    try {
      await(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    Pause.millis(away);
    member.start();
    tally.count(Figure.PROXY_STARTS);
  }

  private void replace(Member member) throws IOException {
    Member joining = spare;
    FutureTask<Boolean> start =
        start(
            () -> {
              joining.start();
              tally.count(Figure.PROXY_STARTS);
              return true;
            });
    stopProxy(member);
    member.stopHost();
    try {
      await(start);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    spare = member;
  }

  private void startProxy(Member member) throws IOException {
    member.startProxy();
    tally.count(Figure.PROXY_STARTS);
  }

  private void stopProxy(Member member) throws IOException {
    int status = member.proxy().stop();
    if (status != 0) {
      violations.add(
          Figure.OTHER_VIOLATIONS, "the proxy of " + member + " ended on SIGTERM with " + status);
    }
  }

  private static void pause(Child child, int millis) throws IOException {
    child.pause();
    Pause.millis(millis);
    child.resume();
  }

  private static void slow(Relay relay, int delayMillis, int millis) {
    relay.slow(delayMillis);
    Pause.millis(millis);
    relay.slow(0);
  }

  private static FutureTask<Boolean> start(Callable<Boolean> work) {
    FutureTask<Boolean> task = new FutureTask<>(work);
    Thread.startVirtualThread(task);
    return task;
  }

  private static void await(FutureTask<Boolean> task) throws IOException, InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      throw new IOException("a fault cannot be made: " + e.getCause(), e);
    }
  }
}
