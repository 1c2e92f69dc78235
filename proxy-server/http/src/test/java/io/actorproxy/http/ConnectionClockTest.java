package io.actorproxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.time.ManualTime;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ConnectionClockTest implements ConnectionClock.Owner {
  private static final int REQUEST_MILLIS = 100;
  private static final int IDLE_MILLIS = 300;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ManualTime time = new ManualTime();
  private final ConnectionClock clock =
      new ConnectionClock(
          new ServerLimits(
              1,
              1,
              1,
              Duration.ofMillis(REQUEST_MILLIS),
              Duration.ofMillis(IDLE_MILLIS),
              1,
              1,
              1,
              ""),
          time,
          this);
  private long unsent;
  private boolean isClosed;

  private void pass(int millis) {
    time.advanceMillis(millis);
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void aClientThatReadsALittleNowAndThenIsNotCutOff() {
    channel.freezeTime();
    unsent = 20;
    clock.start(channel.eventLoop());

    for (; unsent > 0; unsent--) {
      pass(REQUEST_MILLIS - 1);
    }

    assertThat(isClosed).isFalse();
    clock.onResponse();
    pass(IDLE_MILLIS - 1);
    assertThat(isClosed).isFalse();
    pass(REQUEST_MILLIS);
    assertThat(isClosed).isTrue();
  }

  @Test
  void aClientThatReadsNothingIsCutOff() {
    channel.freezeTime();
    unsent = 20;
    clock.start(channel.eventLoop());

    pass(REQUEST_MILLIS - 1);
    assertThat(isClosed).isFalse();
    pass(1);

    assertThat(isClosed).isTrue();
  }

  @Override
  public boolean isQuiet() {
    return unsent == 0;
  }

  @Override
  public long unsentBytes() {
    return unsent;
  }

  @Override
  public void onRequestTimeout() {
    throw new AssertionError("no request is on its way");
  }

  @Override
  public void onIdleTimeout() {
    isClosed = true;
  }
}
