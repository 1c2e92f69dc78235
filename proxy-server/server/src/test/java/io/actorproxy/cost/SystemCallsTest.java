package io.actorproxy.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SystemCallsTest {
  private static final String SUMMARY =
      """
      % time     seconds  usecs/call     calls    errors syscall
      ------ ----------- ----------- --------- --------- ----------------
       51.80    0.043210          10      4000           sendto
       40.12    0.033421           8      4010        10 recvfrom
        8.08    0.006700          67       100         3 futex
      ------ ----------- ----------- --------- --------- ----------------
      100.00    0.083331          10      8110        13 total
      """;

  private final SystemCalls calls = SystemCalls.parse(SUMMARY.lines().toList()).per(2_000);

  @Test
  void callsAreReadFromTheSummaryWithAndWithoutErrors() {
    assertThat(calls.counts()).isEqualTo(Map.of("sendto", 2.0, "recvfrom", 2.005, "futex", 0.05));
  }

  @Test
  void theTotalIsNotACall() {
    assertThat(calls.all()).isEqualTo(4.055);
  }

  @Test
  void callsOfOnePurposeAreAddedUp() {
    assertThat(calls.of(List.of("write", "sendto", "futex"))).isEqualTo(2.05);
  }
}
