package io.actorproxy.host;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The ways in which a loop can talk to sockets. */
enum Transport {
  NIO(true, NioIoHandler::newFactory, NioSocketChannel::new),
  EPOLL(Epoll.isAvailable(), EpollIoHandler::newFactory, EpollSocketChannel::new),
  IO_URING(IoUring.isAvailable(), IoUringIoHandler::newFactory, IoUringSocketChannel::new);

  private final boolean available;
  private final Supplier<IoHandlerFactory> handlers;
  private final ChannelFactory<? extends Channel> channels;

  Transport(
      boolean available,
      Supplier<IoHandlerFactory> handlers,
      ChannelFactory<? extends Channel> channels) {
    this.available = available;
    this.handlers = handlers;
    this.channels = channels;
  }

  /** Those that this machine has. */
  static Stream<Transport> available() {
    return Arrays.stream(values()).filter(transport -> transport.available);
  }

  EventLoopGroup newLoop() {
    return new MultiThreadIoEventLoopGroup(1, handlers.get());
  }

  Channel newChannel() {
    return channels.newChannel();
  }
}
