package io.actorproxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LastAcceptTest {
  private final LastAccept last = new LastAccept();
  private final EmbeddedChannel listener = new EmbeddedChannel(last);

  @Test
  void aListenerStaysOpenUntilItIsToBeClosed() {
    listener.pipeline().fireChannelReadComplete();
    assertThat(listener.isOpen()).isTrue();
  }

  @Test
  void itIsClosedDirectlyAfterItHasAcceptedWhatWaits() {
    var closed = last.closeSoon(listener);
    assertThat(listener.isOpen()).isTrue();
    listener.pipeline().fireChannelReadComplete();
    assertThat(closed.isDone()).isTrue();
  }

  @Test
  void itStaysOpenWhileMoreMayWait() {
    var closed = last.closeSoon(listener);
    for (int i = 0; i < LastAccept.AT_A_TIME; i++) {
      listener.pipeline().fireChannelRead("a connection");
    }
    listener.pipeline().fireChannelReadComplete();
    assertThat(closed.isDone()).isFalse();
    listener.pipeline().fireChannelReadComplete();
    assertThat(closed.isDone()).isTrue();
  }

  @Test
  void ifNoClientComesItIsClosedAllTheSame() {
    var closed = last.closeSoon(listener);
    listener.advanceTimeBy(60, TimeUnit.MILLISECONDS);
    listener.runScheduledPendingTasks();
    assertThat(closed.isDone()).isTrue();
  }
}
