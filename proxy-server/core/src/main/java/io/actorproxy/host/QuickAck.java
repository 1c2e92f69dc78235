package io.actorproxy.host;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringSocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * Acknowledges what was received without the kernel's delay of some 40 ms. A host that writes the
 * head and the body of its reply apart, with Nagle's algorithm on, sends the second only when the
 * first is acknowledged; the JDK's own HTTP server is such a host. Linux forgets the option soon,
 * so it is set whenever an acknowledgement is wanted. Other systems may not know it; then nothing
 * happens.
 */
final class QuickAck {
  private QuickAck() {}

  static void send(Channel channel) {
    channel.config().setOption(optionOf(channel), true);
  }

  private static ChannelOption<Boolean> optionOf(Channel channel) {
    return switch (channel) {
      case EpollSocketChannel _ -> EpollChannelOption.TCP_QUICKACK;
      case IoUringSocketChannel _ -> IoUringChannelOption.TCP_QUICKACK;
      default -> NioChannelOption.of(ExtendedSocketOptions.TCP_QUICKACK);
    };
  }
}
