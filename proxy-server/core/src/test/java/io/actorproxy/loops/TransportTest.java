package io.actorproxy.loops;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Test;

class TransportTest {
  @Test
  void withoutAWishItIsEpollWhereThereIsEpoll() {
    try (Transport transport = Transport.open(1)) {
      assertThat(transport.kind())
          .isEqualTo(Epoll.isAvailable() ? Transport.Kind.EPOLL : Transport.Kind.NIO);
    }
  }

  @Test
  void theLoopsAreAsManyAsWereAskedForAndInOrder() {
    try (Transport transport = Transport.open(3)) {
      assertThat(transport.loops()).hasSize(3).isEqualTo(transport.loops());
    }
  }

  @Test
  void closingStopsTheLoops() {
    Transport transport = Transport.open(2);
    transport.close();
    assertThat(transport.loops()).allMatch(loop -> loop.isTerminated());
  }
}
