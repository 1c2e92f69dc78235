package io.actorproxy.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.logs.RecordedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class HostWatchTest {
  private final RecordedLog log = new RecordedLog(HostWatch.class.getName(), Level.INFO);
  private final ClientHarness.Clock clock = new ClientHarness.Clock();
  private final HostWatch watch = new HostWatch(clock);

  @AfterEach
  void stopRecording() {
    log.close();
  }

  private void pass(long millis) {
    clock.nanos.addAndGet(millis * 1_000_000);
  }

  @Test
  void aHostThatGoesAndComesBackIsTwoLinesHoweverManyNotice() {
    watch.onReachable("app:1");
    watch.onReachable("app:1");
    for (int i = 0; i < 1_000; i++) {
      watch.onUnreachable("app:1", "connection refused", 10_000);
      pass(10);
    }
    watch.onReachable("app:1");
    watch.onReachable("app:1");

    assertThat(log.lines())
        .containsExactly(
            "INFO The host at app:1 accepts connections",
            "WARN The host at app:1 cannot be reached: connection refused; calls wait for it for up"
                + " to 10000 ms",
            "INFO The host at app:1 accepts connections again, after 10000 ms");
  }

  @Test
  void callsThatFailAreOneLineInTenSecondsForEachCode() {
    for (int i = 0; i < 1_000; i++) {
      watch.onFailure(new Failure(ErrorCode.HOST_STATUS, "status 500"));
    }
    watch.onFailure(new Failure(ErrorCode.HOST_TIMEOUT, "too slow"));
    pass(10_000);
    watch.onFailure(new Failure(ErrorCode.HOST_STATUS, "status 500"));

    assertThat(log.lines())
        .containsExactly(
            "WARN A call to the host failed: HOST_STATUS: status 500",
            "WARN A call to the host failed: HOST_TIMEOUT: too slow",
            "WARN A call to the host failed, as 999 before it: HOST_STATUS: status 500");
  }

  @Test
  void aLargeRequestWithoutAnAnswerIsToldOnce() {
    watch.onLargeRequestUnanswered("app:1", 70_000);
    watch.onLargeRequestUnanswered("app:1", 80_000);

    assertThat(log.lines()).singleElement().asString().contains("70000 bytes", "Node SDK");
  }
}
