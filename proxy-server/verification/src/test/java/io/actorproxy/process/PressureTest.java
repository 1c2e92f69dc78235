package io.actorproxy.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PressureTest {
  private final Pressure pressure = new Pressure();

  @Test
  void whatWasWaitedWithinATimeIsTheDifferenceOfWhatWasReadAroundIt() {
    pressure.read(1_000, 50);
    pressure.read(2_000, 450);
    pressure.read(3_000, 850);
    assertThat(pressure.nanosWithin(1_000, 3_000)).isEqualTo(800);
    assertThat(pressure.nanosWithin(1_500, 2_500)).isEqualTo(800);
    assertThat(pressure.nanosWithin(2_100, 2_200)).isEqualTo(100);
    assertThat(pressure.percent()).isEqualTo(40);
  }

  @Test
  void whereNothingIsReadNothingIsWaited() {
    assertThat(pressure.nanosWithin(1_000, 3_000)).isZero();
    assertThat(pressure.percent()).isZero();
  }
}
