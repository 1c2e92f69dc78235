package io.actorproxy.loops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.loops.Transport.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void aListenerThatRefusesConnectionsTakesThoseThatHaveBegun(Kind kind) throws Exception {
    // The handshake is not over for the server until the client has sent something.
    IntegerUnixChannelOption untilData = new IntegerUnixChannelOption("TCP_DEFER_ACCEPT", 6, 9);
    try (Transport transport = Transport.open(kind, 1)) {
      Channel listener = echo(transport);
      assertThat(listener.config().setOption(untilData, 10)).isTrue();
      try (Socket begun = connect(listener)) {
        assertThat(Transport.refuseConnections(listener)).isTrue();

        assertThatThrownBy(() -> connect(listener)).isInstanceOf(ConnectException.class);
        assertThat(echoOf(begun)).isEqualTo('x');
        assertThat(echoOf(begun)).isEqualTo('x');
      }
    }
  }

  @Test
  void onNioAListenerCannotRefuseAndTakesConnectionsAsBefore() throws Exception {
    try (Transport transport = Transport.open(Kind.NIO, 1)) {
      Channel listener = echo(transport);
      assertThat(Transport.refuseConnections(listener)).isFalse();
      try (Socket socket = connect(listener)) {
        assertThat(echoOf(socket)).isEqualTo('x');
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void whatHasComeAndWasNotReadIsSeen(Kind kind) throws Exception {
    try (Transport transport = Transport.open(kind, 1);
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Channel channel =
          new Bootstrap()
              .group(transport.group())
              .channel(transport.clientChannel())
              .option(ChannelOption.AUTO_READ, false)
              .handler(new Echo())
              .connect(server.getLocalSocketAddress())
              .syncUninterruptibly()
              .channel();
      try (Socket other = server.accept()) {
        assertThat(Transport.hasUnread(channel)).isFalse();
        other.getOutputStream().write('x');
        await().until(() -> Transport.hasUnread(channel));

        channel.config().setAutoRead(true);
        other.setSoTimeout(10_000);
        assertThat(other.getInputStream().read()).isEqualTo('x');
        assertThat(Transport.hasUnread(channel)).isFalse();
      }
    }
  }

  private static Channel echo(Transport transport) {
    return new ServerBootstrap()
        .group(transport.group())
        .channel(transport.serverChannel())
        .childHandler(new Echo())
        .bind(InetAddress.getLoopbackAddress(), 0)
        .syncUninterruptibly()
        .channel();
  }

  private static Socket connect(Channel listener) throws IOException {
    InetSocketAddress address = (InetSocketAddress) listener.localAddress();
    return new Socket(address.getAddress(), address.getPort());
  }

  private static int echoOf(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write('x');
    return socket.getInputStream().read();
  }

  @ChannelHandler.Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.writeAndFlush(message);
    }
  }
}
