package io.actorproxy.host;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The host's address, which may be a name. Looking a name up blocks, so it happens on a virtual
 * thread; everything else on the event loop. A name with several addresses is tried in order, and
 * looked up again when none is left, because a name may move.
 */
final class HostAddress {
  /** Turns a name into addresses, and may block. */
  interface Resolver {
    InetAddress[] resolve(String name) throws UnknownHostException;
  }

  private final String name;
  private final int port;
  private final Resolver resolver;
  private final @Nullable InetSocketAddress fixed;
  private final Queue<InetSocketAddress> found = new ArrayDeque<>();

  HostAddress(String address, int port, Resolver resolver) {
    this.name = connectable(address);
    this.port = port;
    this.resolver = resolver;
    byte[] ip = NetUtil.createByteArrayFromIpAddressString(name);
    this.fixed = ip == null ? null : new InetSocketAddress(addressOf(ip), port);
  }

  /** {@code name:port}, as in the header {@code host}. */
  String authority() {
    return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
  }

  /** Where to connect to; null if the name has to be looked up first. */
  @Nullable InetSocketAddress current() {
    return fixed != null ? fixed : found.peek();
  }

  /** Moves to the next address, if there is one, because the current one refuses connections. */
  void skip() {
    found.poll();
  }

  /** Looks the name up, then calls {@code done} on the loop, with what went wrong or null. */
  void lookUp(EventLoop loop, Consumer<@Nullable String> done) {
    Thread.ofVirtual().name("host-lookup").start(() -> lookUpBlocking(loop, done));
  }

  private void lookUpBlocking(EventLoop loop, Consumer<@Nullable String> done) {
    InetAddress[] addresses = {};
    String problem = null;
    try {
      addresses = resolver.resolve(name);
    } catch (UnknownHostException | RuntimeException e) {
      problem = "the name '%s' cannot be resolved".formatted(name);
    }
    InetAddress[] result = addresses;
    String failure = problem;
    try {
      loop.execute(
          () -> {
            found.clear();
            for (InetAddress address : result) {
              found.add(new InetSocketAddress(address, port));
            }
            done.accept(failure);
          });
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it all calls that waited for the address.
      return;
    }
  }

  static String connectable(String address) {
    String bare =
        address.startsWith("[") && address.endsWith("]")
            ? address.substring(1, address.length() - 1)
            : address;
    return switch (bare) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "::1";
      default -> bare;
    };
  }

  private static InetAddress addressOf(byte[] ip) {
    try {
      return InetAddress.getByAddress(ip);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an IP address of %d bytes".formatted(ip.length), e);
    }
  }
}
