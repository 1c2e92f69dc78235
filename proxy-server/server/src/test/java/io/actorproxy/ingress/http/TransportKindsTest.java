package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.loops.Transport;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportKindsTest {
  private static boolean isOffered(Transport.Kind kind) {
    return switch (kind) {
      case EPOLL -> Epoll.isAvailable();
      case NIO -> true;
      case IO_URING -> IoUring.isAvailable();
    };
  }

  @ParameterizedTest
  @EnumSource(Transport.Kind.class)
  void aKindThatIsAskedForServesOrSaysWhyNot(Transport.Kind kind) {
    if (!isOffered(kind)) {
      assertThatThrownBy(() -> Transport.open(kind, 1)).hasMessageContaining("does not work here");
      return;
    }
    Transport transport = Transport.open(kind, 2);
    try (Door door =
            new Door(HttpConfig.listeningOn("127.0.0.1", 0), new Ops(List.of(), null), transport);
        RawClient client = door.connect()) {
      assertThat(transport.kind()).isEqualTo(kind);
      assertThat(Requests.textOf(client.send(Requests.invoke("cart", "echo", "x")).read()))
          .isEqualTo("x");
    }
  }
}
