package io.actorproxy.verify;

import io.actorproxy.process.Pause;
import io.actorproxy.verify.Tally.Figure;
import io.spawn.InvocationRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Reads actors while no client calls them, and lets the ledger compare. */
final class Auditor {
  /** How long an actor may be unavailable after the last fault. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int READERS = 8;

  private final Door door;
  private final Ledger ledger;
  private final Violations violations;

  Auditor(Door door, Ledger ledger, Violations violations) {
    this.door = door;
    this.ledger = ledger;
    this.violations = violations;
  }

  void audit(Collection<String> actors) throws InterruptedException {
    Queue<String> left = new ConcurrentLinkedQueue<>(actors);
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      readers.add(Thread.startVirtualThread(() -> auditAll(left)));
    }
    for (Thread reader : readers) {
      reader.join();
    }
  }

  private void auditAll(Queue<String> left) {
    Line line = door.line();
    for (String actor = left.poll(); actor != null; actor = left.poll()) {
      try {
        audit(actor, line);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException defect) {
        violations.add(Figure.OTHER_VIOLATIONS, "the runner has a defect: " + defect);
      }
    }
    line.close();
  }

  private void audit(String actor, Line line) throws InterruptedException {
    InvocationRequest request = Operation.read(actor).request(ledger.known(actor));
    long patienceEnd = System.nanoTime() + PATIENCE.toNanos();
    String why = "";
    while (System.nanoTime() < patienceEnd) {
      long begin = System.nanoTime();
      Outcome outcome = Outcome.of(line, request);
      if (outcome instanceof Outcome.Acknowledged(String state, long end)) {
        ledger.audit(actor, begin, end, ActorMemory.parse(state));
        return;
      }
      why = outcome.toString();
      Pause.millis(20);
    }
    violations.add(
        Figure.OTHER_VIOLATIONS, actor + " could not be read for " + PATIENCE + ": " + why);
  }
}
