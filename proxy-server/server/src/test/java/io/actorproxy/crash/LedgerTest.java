package io.actorproxy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private final Ledger ledger = new Ledger();
  private final List<String> complaints = new ArrayList<>();

  private Ledger.Count look(String... now) {
    return ledger.look("a", List.of(now), complaints);
  }

  private void acknowledge(String id, int position, boolean durable) {
    ledger.sent("a", id);
    ledger.acknowledged("a", id, position, durable);
  }

  @Test
  void whatWasAcknowledgedHasToBeThere() {
    acknowledge("x", 1, true);
    acknowledge("y", 2, true);

    assertThat(look("x").lost()).isEqualTo(1);
    assertThat(complaints).isNotEmpty();
  }

  @Test
  void whatWasAcknowledgedHasToBeWhereItWasSaidToBe() {
    acknowledge("x", 1, true);
    acknowledge("y", 2, true);

    assertThat(look("y", "x").lost()).isEqualTo(2);
  }

  @Test
  void whatWasAcknowledgedMayBeThereOnlyOnce() {
    acknowledge("x", 1, true);

    assertThat(look("x", "x").doubled()).isPositive();
    assertThat(complaints).isNotEmpty();
  }

  @Test
  void whatWasInFlightMayBeThere() {
    ledger.sent("a", "x");
    ledger.sent("a", "y");

    assertThat(look("y"))
        .returns(2, Ledger.Count::unanswered)
        .returns(1, Ledger.Count::kept)
        .returns(0, Ledger.Count::doubled);
    assertThat(complaints).isEmpty();
  }

  @Test
  void whatWasInFlightLongAgoMayNotAppear() {
    ledger.sent("a", "x");
    look();

    assertThat(look("x").doubled()).isEqualTo(1);
  }

  @Test
  void whatWasRefusedMayNotBeThere() {
    ledger.sent("a", "x");
    ledger.refused("a", "x");

    assertThat(look("x").doubled()).isEqualTo(1);
  }

  @Test
  void whatWasAcknowledgedWithoutBeingSavedMayBeForgotten() {
    acknowledge("x", 1, false);
    acknowledge("y", 2, false);

    assertThat(look("x").forgotten()).isEqualTo(1);
    assertThat(complaints).isEmpty();
  }

  @Test
  void whatWasAcknowledgedBeforeSomethingThatWasSavedMayNotBeForgotten() {
    acknowledge("x", 1, false);
    acknowledge("y", 2, true);

    assertThat(look()).returns(2, Ledger.Count::lost);
  }

  @Test
  void whatWasSeenOnceStays() {
    acknowledge("x", 1, true);
    look("x");

    assertThat(look().lost()).isEqualTo(1);
  }
}
