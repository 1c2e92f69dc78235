package io.actorproxy.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.verify.Operation.Kind;
import io.actorproxy.verify.Tally.Figure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One actor "a" or two, and every way in which a state can differ from what callers were told. */
final class LedgerTest {
  private final Tally tally = new Tally();
  private final Violations violations = new Violations(tally);
  private final Ledger ledger = new Ledger(tally, violations);
  private long now;

  private static Operation add(String id, Target... targets) {
    return new Operation(id, "a", Kind.ADD, 1, List.of(targets), "", 0);
  }

  private Operation sent(Operation operation) {
    ledger.sent(operation, ++now);
    return operation;
  }

  private void acknowledged(Operation operation, long position) {
    long begin = ++now;
    ledger.sent(operation, begin);
    ledger.acknowledged(operation, begin, ++now, position + " " + (position + 1));
  }

  /** Adds were the only calls, so the number is as many as there are. */
  private void audit(String... log) {
    audit("a", log.length, log);
  }

  private void audit(String actor, long value, String... log) {
    ledger.audit(actor, ++now, ++now, new ActorMemory(value, 0, List.of(log)));
  }

  private void assertOnly(Figure... expected) {
    List<Figure> violated =
        List.of(
            Figure.LOST,
            Figure.DOUBLED,
            Figure.NOT_LINEARIZABLE,
            Figure.EFFECTS_LOST,
            Figure.EFFECTS_DOUBLED,
            Figure.EFFECTS_DISORDERED,
            Figure.SCHEDULES_LOST,
            Figure.SCHEDULES_DOUBLED,
            Figure.SCHEDULES_EARLY);
    assertThat(violated.stream().filter(figure -> tally.get(figure) > 0))
        .as(violations.descriptions().toString())
        .containsExactlyInAnyOrder(expected);
    assertThat(violations.isEmpty()).isEqualTo(expected.length == 0);
  }

  // --- adds

  @Test
  void whatIsWhereItWasSaidToBeIsFine() {
    acknowledged(add("x"), 0);
    acknowledged(add("y"), 1);

    audit("x", "y");

    assertOnly();
  }

  @Test
  void anAcknowledgedAddThatIsGoneIsLost() {
    acknowledged(add("x"), 0);
    acknowledged(add("y"), 1);

    audit("x");

    assertOnly(Figure.LOST, Figure.NOT_LINEARIZABLE);
  }

  @Test
  void anAcknowledgedAddThatAnotherHasReplacedIsLost() {
    acknowledged(add("x"), 0);
    Operation unknown = sent(add("y"));
    ledger.unknown(unknown);

    audit("y");

    assertThat(tally.get(Figure.LOST)).isPositive();
  }

  @Test
  void anAcknowledgedAddThatWasReadBeforeItIsGoneIsLost() {
    acknowledged(add("x"), 0);
    audit("x");

    audit();

    assertThat(tally.get(Figure.LOST)).isEqualTo(1);
  }

  @Test
  void anAddThatIsThereTwiceIsDoubled() {
    acknowledged(add("x"), 0);

    audit("a", 1, "x", "x");

    assertOnly(Figure.DOUBLED);
  }

  @Test
  void anAddThatComesAgainLaterIsDoubled() {
    acknowledged(add("x"), 0);
    audit("x");

    audit("a", 1, "x", "x");

    assertOnly(Figure.DOUBLED);
  }

  @Test
  void anAddWithoutAnAnswerMayBeThereOnce() {
    ledger.unknown(sent(add("x")));
    ledger.unknown(sent(add("y")));

    audit("y");

    assertOnly();
    assertThat(tally.get(Figure.UNKNOWN_APPLIED)).isEqualTo(1);
  }

  @Test
  void anAddWithoutAnAnswerMayNotBeThereTwice() {
    ledger.unknown(sent(add("x")));
    audit("x");

    audit("a", 1, "x", "x");

    assertOnly(Figure.DOUBLED);
  }

  @Test
  void aRefusedAddMayNotBeThere() {
    ledger.refused(sent(add("x")), "HOST_UNREACHABLE");

    audit("a", 0, "x");

    assertOnly(Figure.DOUBLED);
  }

  @Test
  void aRefusedAddMayNotBeReadBeforeTheRefusal() {
    Operation add = sent(add("x"));
    Operation read = Operation.read("a");
    ledger.acknowledged(read, ++now, ++now, "1 0 x");

    ledger.refused(add, "HOST_UNREACHABLE");

    assertThat(tally.get(Figure.DOUBLED)).isEqualTo(1);
  }

  @Test
  void aReadThatMissesAnAcknowledgedAddIsFound() {
    acknowledged(add("x"), 0);
    Operation read = Operation.read("a");
    ledger.acknowledged(read, ++now, ++now, "0 0");

    audit("x");

    assertOnly(Figure.NOT_LINEARIZABLE);
  }

  @Test
  void entriesThatNobodyHasReadMayNotBeForgotten() {
    acknowledged(add("x"), 0);

    ledger.audit("a", ++now, ++now, new ActorMemory(1, 1, List.of()));

    assertOnly(Figure.LOST);
  }

  @Test
  void anAsynchronousAddThatWasMadeDurableHasToRun() {
    Operation durable = new Operation("x", "a", Kind.ADD_DURABLE, 1, List.of(), "", 0);
    ledger.acknowledged(sent(durable), 1, 2, "");
    audit();
    assertThat(ledger.awaitedBy()).containsExactly("a");

    ledger.finish();

    assertOnly(Figure.LOST);
  }

  @Test
  void anAsynchronousAddThatWasMadeDurableMayTakeItsTime() {
    Operation durable = new Operation("x", "a", Kind.ADD_DURABLE, 1, List.of(), "", 0);
    ledger.acknowledged(sent(durable), 1, 2, "");
    audit();
    audit("x");

    assertThat(ledger.awaitedBy()).isEmpty();
    ledger.finish();

    assertOnly();
  }

  // --- effects

  private void senderHas(String... effects) {
    Target[] targets = new Target[effects.length];
    for (int i = 0; i < effects.length; i++) {
      targets[i] = new Target("b", Integer.parseInt(effects[i]), 0);
    }
    acknowledged(add("x", targets), 0);
    audit("x");
  }

  private void receiverHas(String... effects) {
    String[] log = new String[effects.length];
    for (int i = 0; i < effects.length; i++) {
      log[i] = Entry.received("a", "x." + effects[i]);
    }
    audit("b", 0, log);
    ledger.finish();
  }

  @Test
  void effectsThatArriveOnceAndInOrderAreFine() {
    senderHas("0", "1");
    assertThat(ledger.awaitedBy()).containsExactly("b");

    receiverHas("0", "1");

    assertOnly();
    assertThat(tally.get(Figure.EFFECTS_DELIVERED)).isEqualTo(2);
  }

  @Test
  void effectsAreFineIfTheReceiverIsReadFirst() {
    audit("b", 0, Entry.received("a", "x.0"));
    senderHas("0");
    ledger.finish();

    assertOnly();
  }

  @Test
  void anEffectThatDoesNotArriveIsLost() {
    senderHas("0", "1");
    receiverHas("0");
    assertOnly(Figure.EFFECTS_LOST);
  }

  @Test
  void anEffectThatArrivesTwiceIsDoubled() {
    senderHas("0", "1");
    receiverHas("0", "0", "1");
    assertOnly(Figure.EFFECTS_DOUBLED);
  }

  @Test
  void theLastEffectThatArrivesTwiceIsDoubled() {
    senderHas("0");
    receiverHas("0", "0");
    assertOnly(Figure.EFFECTS_DOUBLED);
  }

  @Test
  void effectsInAnotherOrderAreDisordered() {
    senderHas("0", "1");
    receiverHas("1", "0");
    assertOnly(Figure.EFFECTS_DISORDERED);
  }

  @Test
  void anEffectOfATurnThatIsNotInTheStateIsFound() {
    ledger.unknown(sent(add("x", new Target("b", 0, 0))));
    audit();
    receiverHas("0");
    assertOnly(Figure.EFFECTS_DOUBLED);
  }

  // --- scheduled calls

  private Operation scheduled(String id) {
    return sent(new Operation(id, "a", Kind.SCHEDULE, 1_000, List.of(), "", 0));
  }

  private void fired(String id, int late) {
    audit("a", 0, Entry.fired(id, late));
    ledger.finish();
  }

  @Test
  void aScheduledCallThatRunsIsFine() {
    ledger.acknowledged(scheduled("t"), 1, 2, "");
    assertThat(ledger.awaitedBy()).containsExactly("a");
    fired("t", 3);
    assertOnly();
  }

  @Test
  void aScheduledCallThatDoesNotRunIsLost() {
    ledger.acknowledged(scheduled("t"), 1, 2, "");
    ledger.finish();
    assertOnly(Figure.SCHEDULES_LOST);
  }

  @Test
  void aScheduledCallThatRunsTwiceIsDoubled() {
    ledger.acknowledged(scheduled("t"), 1, 2, "");
    audit("a", 0, Entry.fired("t", 3), Entry.fired("t", 4));
    assertOnly(Figure.SCHEDULES_DOUBLED);
  }

  @Test
  void aScheduledCallThatWasRefusedMayNotRun() {
    ledger.refused(scheduled("t"), "OVERLOADED");
    fired("t", 3);
    assertOnly(Figure.SCHEDULES_DOUBLED);
  }

  @Test
  void aScheduledCallWithoutAnAnswerMayRun() {
    ledger.unknown(scheduled("t"));
    fired("t", 3);
    assertOnly();
  }

  @Test
  void aScheduledCallThatRunsBeforeItsTimeIsEarly() {
    ledger.acknowledged(scheduled("t"), 1, 2, "");
    fired("t", -60);
    assertOnly(Figure.SCHEDULES_EARLY);
  }

  @Test
  void aScheduledCallOfATurnHasToRunIfTheTurnIsInTheState() {
    acknowledged(add("x", new Target("a", 0, 1_000)), 0);
    audit("x");
    assertThat(ledger.awaitedBy()).containsExactly("a");
    ledger.finish();
    assertOnly(Figure.SCHEDULES_LOST);
  }

  @Test
  void aScheduledCallOfATurnMayNotRunIfTheTurnIsNotInTheState() {
    ledger.unknown(sent(add("x", new Target("a", 0, 1_000))));
    fired("x.0", 3);
    assertOnly(Figure.SCHEDULES_DOUBLED);
  }
}
