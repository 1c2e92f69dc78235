package io.actorproxy.verify;

import io.actorproxy.process.Pause;
import io.actorproxy.verify.Tally.Figure;
import io.spawn.InvocationRequest;

/** Runs a program, one operation at a time, and tells the ledger what it learns. */
final class Client {
  /** The most attempts of a keyed operation; the faults are over long before. */
  private static final int ATTEMPTS_MAX = 100;

  private static final int RETRY_PAUSE_MILLIS = 20;

  private final Program program;
  private final Line line;
  private final Ledger ledger;
  private final Tally tally;
  private final Violations violations;

  Client(Program program, Door door, Ledger ledger, Tally tally, Violations violations) {
    this.program = program;
    this.line = door.line();
    this.ledger = ledger;
    this.tally = tally;
    this.violations = violations;
  }

  /** Runs until it is told to stop; the operation under way is finished. */
  void run(Load load) {
    try {
      while (!load.isStopped() && line.await()) {
        perform(program.next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException defect) {
      violations.add(Figure.OTHER_VIOLATIONS, "the runner has a defect: " + defect);
    } finally {
      line.close();
    }
  }

  /** Gives up the call that is under way. */
  void abort() {
    line.close();
  }

  private void perform(Operation operation) throws InterruptedException {
    tally.count(Figure.CALLS);
    InvocationRequest request = operation.request(ledger.known(operation.actor()));
    long begin = System.nanoTime();
    ledger.sent(operation, begin);
    Outcome outcome = exchange(request);
    boolean mayHaveRun = outcome instanceof Outcome.Unknown;
    for (int i = 1; operation.isKeyed() && isWorthARetry(outcome) && i < ATTEMPTS_MAX; i++) {
      tally.count(Figure.RETRIES);
      Pause.millis(RETRY_PAUSE_MILLIS);
      outcome = exchange(request);
      mayHaveRun |= outcome instanceof Outcome.Unknown;
    }
    boolean unsure = mayHaveRun;
    switch (outcome) {
      case Outcome.Acknowledged(String value, long end) -> {
        ledger.acknowledged(operation, begin, end, value);
        if (operation.isKeyed() && program.onceIn(4)) {
          askAgain(operation, request, value);
        }
      }
      case Outcome.Refused _ when unsure -> ledger.unknown(operation);
      case Outcome.Refused(String why) -> ledger.refused(operation, why);
      case Outcome.Unknown _ -> ledger.unknown(operation);
      case Outcome.Unexpected(String why) -> {
        violations.add(Figure.OTHER_VIOLATIONS, operation + " was answered " + why);
        ledger.unknown(operation);
      }
    }
  }

  private static boolean isWorthARetry(Outcome outcome) {
    return outcome instanceof Outcome.Unknown || outcome instanceof Outcome.Refused;
  }

  private void askAgain(Operation operation, InvocationRequest request, String first)
      throws InterruptedException {
    tally.count(Figure.RETRIES);
    if (exchange(request) instanceof Outcome.Acknowledged(String second, _)
        && !second.equals(first)) {
      violations.add(
          Figure.RETRIES_DIFFERENT,
          "%s was answered '%s', and when repeated '%s'".formatted(operation, first, second));
    }
  }

  private Outcome exchange(InvocationRequest request) throws InterruptedException {
    return Outcome.of(line, request);
  }
}
