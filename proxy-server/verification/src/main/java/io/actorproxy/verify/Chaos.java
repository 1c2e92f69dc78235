package io.actorproxy.verify;

import io.actorproxy.process.Child;
import io.actorproxy.process.Pause;
import io.actorproxy.verify.Tally.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Does things to processes, one after another, as its seed has it. */
final class Chaos {
  private final Processes processes;
  private final ProxyDoor door;
  private final Random random;
  private final Tally tally;
  private final Violations violations;
  private final List<Fault> possible = new ArrayList<>();

  Chaos(Processes processes, ProxyDoor door, Random random, Tally tally, Violations violations) {
    this.processes = processes;
    this.door = door;
    this.random = random;
    this.tally = tally;
    this.violations = violations;
    for (Fault fault : Fault.values()) {
      if (!fault.needsServer() || processes.database().server() != null) {
        possible.add(fault);
      }
    }
    // The promise is about this one.
    possible.add(Fault.PROXY_KILLED);
    possible.add(Fault.PROXY_KILLED);
  }

  Fault any() {
    return possible.get(random.nextInt(possible.size()));
  }

  /** A kill of the proxy, one in four of them in the middle of saves. */
  Fault anyKill() {
    return random.nextInt(4) == 0 ? Fault.PROXY_KILLED_IN_SAVE : Fault.PROXY_KILLED;
  }

  /** Returns when whatever was hurt is well again. */
  void inject(Fault fault) throws IOException {
    tally.countFault(fault);
    switch (fault) {
      case PROXY_KILLED -> killProxy();
      case PROXY_STOPPED -> stopProxy();
      case PROXY_PAUSED -> pause(processes.proxy(), upTo(1_500));
      case HOST_KILLED -> {
        processes.host().kill9();
        Pause.millis(upTo(1_000));
        processes.host().start();
      }
      case HOST_STOPPED -> {
        processes.host().stop();
        processes.host().start();
      }
      case HOST_PAUSED -> pause(processes.host(), upTo(2_000));
      case DATABASE_KILLED -> {
        server().kill9();
        Pause.millis(upTo(2_000));
        server().start();
      }
      case DATABASE_PAUSED -> pause(server(), random.nextInt(8) == 0 ? 12_000 : upTo(4_000));
      case STORE_SLOWED -> processes.database().slow(upTo(4_000));
      case PROXY_KILLED_IN_SAVE -> {
        processes.database().hold();
        Pause.millis(upTo(300));
        door.close();
        processes.proxy().kill9();
        processes.database().release();
        processes.startProxy();
      }
    }
  }

  private void killProxy() throws IOException {
    door.close();
    processes.proxy().kill9();
    processes.startProxy();
  }

  private void stopProxy() throws IOException {
    door.close();
    int status = processes.proxy().stop();
    if (status != 0) {
      violations.add(Figure.OTHER_VIOLATIONS, "the proxy ended on SIGTERM with " + status);
    }
    processes.startProxy();
  }

  private static void pause(Child child, int millis) throws IOException {
    child.pause();
    Pause.millis(millis);
    child.resume();
  }

  private int upTo(int millis) {
    return 1 + random.nextInt(millis);
  }

  private Child server() {
    Child server = processes.database().server();
    if (server == null) {
      throw new IllegalStateException("this store has no server");
    }
    return server;
  }
}
