package io.actorproxy.members;

import io.actorproxy.sdks.PlainHost;
import io.actorproxy.turns.TurnLog;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The main program of a member's host: runs actions, and reports when each turn begins and ends.
 * After SIGTERM it serves for as long as its proxy still asks.
 */
public final class ReportingHost {
  private static final String EPOCH = "actor-epoch";
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long QUIET_AWAITED_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final TurnLog log;
  private final Function<ActorInvocation, ActorInvocationResponse> actions;
  private volatile long lastTurn = System.nanoTime();

  private ReportingHost(TurnLog log, Function<ActorInvocation, ActorInvocationResponse> actions) {
    this.log = log;
    this.actions = actions;
  }

  /** Serves until the process ends, given the arguments by which {@link Member} starts it. */
  public static void serve(
      String[] arguments, Function<ActorInvocation, ActorInvocationResponse> actions)
      throws IOException, InterruptedException {
    Path path = log(Path.of(arguments[1]), ProcessHandle.current().pid());
    try (TurnLog log = new TurnLog(path)) {
      ReportingHost host = new ReportingHost(log, actions);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(host::awaitQuiet));
      try (PlainHost _ = new PlainHost(Integer.parseInt(arguments[0]), host::run)) {
        Thread.currentThread().join();
      }
    }
  }

  /** Where the host with this process id reports its turns. */
  static Path log(Path directory, long process) {
    return directory.resolve("turns-" + process + ".log");
  }

  private ActorInvocationResponse run(ActorInvocation call) {
    String epoch = call.getCurrentContext().getMetadataOrDefault(EPOCH, "0");
    String actor = call.getActor().getParent() + "/" + call.getActor().getName();
    long turn = log.begin(actor, Long.parseLong(epoch));
    try {
      return actions.apply(call);
    } finally {
      lastTurn = System.nanoTime();
      log.end(turn);
    }
  }

  private void awaitQuiet() {
    long end = System.nanoTime() + QUIET_AWAITED_NANOS;
    while (System.nanoTime() - lastTurn < QUIET_NANOS && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
