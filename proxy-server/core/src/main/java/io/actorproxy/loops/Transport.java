package io.actorproxy.loops;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The event loops, and the channel classes that run on them. All sockets of the process, those of
 * clients and those to the host, live on these loops.
 */
public final class Transport implements AutoCloseable {
  /** How the loops wait for the kernel. */
  public enum Kind {
    /** The Linux interface, and the one to prefer. */
    EPOLL,
    /** The JDK's own, which works everywhere. */
    NIO,
    /** Fewer system calls than epoll, but forbidden in many containers. */
    IO_URING
  }

  /** SO_BINDTOIFINDEX of SOL_SOCKET: the network interface that a socket is for, by its number. */
  private static final IntegerUnixChannelOption INTERFACE =
      new IntegerUnixChannelOption("SO_BINDTOIFINDEX", 1, 62);

  /** No interface has this number, for they are counted from 1. */
  private static final int NO_INTERFACE = Integer.MAX_VALUE;

  /** SO_MEMINFO of SOL_SOCKET: memory of a socket, first that of what was received. */
  private static final RawUnixChannelOption MEMORY =
      new RawUnixChannelOption("SO_MEMINFO", 1, 55, Integer.BYTES);

  private final Kind kind;
  private final MultiThreadIoEventLoopGroup group;

  private Transport(Kind kind, int loops) {
    this.kind = kind;
    this.group =
        new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("loop"), handlers(kind));
  }

  /**
   * Starts the event loops that the configuration asks for.
   *
   * @throws IllegalStateException if this machine does not offer that kind; says why
   */
  public static Transport open(EventLoopsConfig config) {
    int count = config.countOn(Runtime.getRuntime().availableProcessors());
    Kind kind = config.kind();
    return kind == null ? open(count) : open(kind, count);
  }

  /** Starts {@code loops} event loops on epoll, or on NIO where there is no epoll. */
  public static Transport open(int loops) {
    return new Transport(Epoll.isAvailable() ? Kind.EPOLL : Kind.NIO, loops);
  }

  /**
   * Starts {@code loops} event loops of this kind.
   *
   * @throws IllegalStateException if this machine does not offer it; says why
   */
  public static Transport open(Kind kind, int loops) {
    Throwable obstacle =
        switch (kind) {
          case EPOLL -> Epoll.unavailabilityCause();
          case IO_URING -> IoUring.unavailabilityCause();
          case NIO -> null;
        };
    if (obstacle != null) {
      throw new IllegalStateException(kind + " does not work here: " + obstacle, obstacle);
    }
    return new Transport(kind, loops);
  }

  private static IoHandlerFactory handlers(Kind kind) {
    return switch (kind) {
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
    };
  }

  public Kind kind() {
    return kind;
  }

  /** The loops, always in the same order. */
  public List<EventLoop> loops() {
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor loop : group) {
      loops.add((EventLoop) loop);
    }
    return loops;
  }

  /** All loops together: what is opened on it takes them in turn. */
  public EventLoopGroup group() {
    return group;
  }

  /** Connects to others over TCP. */
  public Class<? extends Channel> clientChannel() {
    return switch (kind) {
      case EPOLL -> EpollSocketChannel.class;
      case NIO -> NioSocketChannel.class;
      case IO_URING -> IoUringSocketChannel.class;
    };
  }

  /** Listens for TCP connections. */
  public Class<? extends ServerChannel> serverChannel() {
    return switch (kind) {
      case EPOLL -> EpollServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
    };
  }

  /**
   * Has the operating system refuse all connections that begin from now on at a listener on TCP, as
   * if it were closed. Those that have begun are still made, and can be accepted; closing the
   * listener would reset them, and their clients may have sent a request already.
   *
   * <p>The listener is bound to an interface that does not exist, so that the kernel finds no
   * listener for a new connection. Connections that were accepted are not bound by it.
   *
   * @return false if the system cannot, and nothing is changed: on NIO, and on Linux before 5.7
   */
  public static boolean refuseConnections(Channel listener) {
    try {
      return listener.config().setOption(INTERFACE, NO_INTERFACE);
    } catch (ChannelException e) {
      return false;
    }
  }

  /**
   * Whether bytes have come on a TCP connection that were not read yet. If it were closed now, its
   * client would be told of a reset. On NIO this is not known, and false.
   */
  public static boolean hasUnread(Channel connection) {
    try {
      ByteBuffer memory = connection.config().getOption(MEMORY);
      return memory != null && memory.order(ByteOrder.nativeOrder()).getInt(0) > 0;
    } catch (ChannelException e) {
      return false;
    }
  }

  /** Listens on a Unix domain socket. */
  public Class<? extends ServerChannel> serverDomainChannel() {
    return switch (kind) {
      case EPOLL -> EpollServerDomainSocketChannel.class;
      case NIO -> NioServerDomainSocketChannel.class;
      case IO_URING -> IoUringServerDomainSocketChannel.class;
    };
  }

  /** The address of a Unix domain socket as {@link #serverDomainChannel} wants it. */
  public SocketAddress domainAddress(Path path) {
    return kind == Kind.NIO
        ? UnixDomainSocketAddress.of(path)
        : new DomainSocketAddress(path.toFile());
  }

  /** Closes what is still open and stops the loops; returns when they have stopped. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
