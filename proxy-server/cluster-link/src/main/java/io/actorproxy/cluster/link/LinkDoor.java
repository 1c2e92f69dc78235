package io.actorproxy.cluster.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.actorproxy.cluster.link.LinkConfig.Limits;
import io.actorproxy.time.TimeSource;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections in, before gRPC sees them. Those whose member is not known are few, in all and
 * of one machine, and each ends after the time of a handshake, whatever it has sent. Its place
 * stays taken for that time even if it ends sooner, so that processes that connect again and again
 * cost no more than those that wait. Those from machines of members are not counted with the
 * others, which else could take all places. Thread safe.
 */
final class LinkDoor {
  /** Some times the largest HELLO; a frame of HTTP/2 may have 9 bytes, and costs some work. */
  private static final int BYTES = 16 << 10;

  /** Several times what large certificates have. */
  private static final int BYTES_WITH_TLS = 64 << 10;

  private final Limits limits;
  private final int mostBytes;
  private final long handshakeMillis;
  private final RareWarnings warnings;

  /** By the addresses of both sides: gRPC says no more of a connection. */
  private final Map<Ends, Stranger> strangers = new ConcurrentHashMap<>();

  // With the lock:

  private final Map<Machine, Integer> placesOfMachines = new HashMap<>();
  private Set<Machine> members = Set.of();

  /** Those of machines that were of no member. */
  private int places;

  private int connections;

  private record Ends(SocketAddress remote, SocketAddress local) {}

  /**
   * What a connection takes until its member is known.
   *
   * @param isOfMember whether there is a member at that machine
   */
  private record Place(Machine machine, boolean isOfMember) {}

  LinkDoor(LinkConfig config, TimeSource time) {
    this.limits = config.limits();
    this.mostBytes = config.certificates() == null ? BYTES : BYTES_WITH_TLS;
    this.handshakeMillis = config.timings().handshake();
    this.warnings = new RareWarnings(time);
  }

  /** Channels that listen, and show all connections to this one. */
  ChannelFactory<ServerChannel> listening(Class<? extends ServerChannel> type) {
    ChannelFactory<? extends ServerChannel> factory = new ReflectiveChannelFactory<>(type);
    return () -> {
      ServerChannel channel = factory.newChannel();
      channel.pipeline().addLast(new Entrance());
      return channel;
    };
  }

  /** The connection of a stream, once; null if it has ended, or its stream is not the first. */
  @Nullable Stranger take(Attributes connection) {
    SocketAddress remote = connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    SocketAddress local = connection.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
    return remote == null || local == null ? null : strangers.remove(new Ends(remote, local));
  }

  /** From where members connect. */
  synchronized void members(Set<Machine> machines) {
    members = machines;
  }

  /** How many connections are open. */
  synchronized int connections() {
    return connections;
  }

  /** Sees connections before they belong to a loop. */
  @Sharable
  private final class Entrance extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext server, Object message) {
      Channel connection = (Channel) message;
      if (!(connection.remoteAddress() instanceof InetSocketAddress remote)) {
        connection.unsafe().closeForcibly();
        return;
      }
      Place place = placeOf(Machine.of(remote.getAddress()));
      RareWarnings.Kind obstacle = enter(place);
      if (obstacle != null) {
        connection.unsafe().closeForcibly();
        warnings.warn(obstacle, remote);
        return;
      }
      Ends ends = new Ends(remote, connection.localAddress());
      Stranger stranger = new Stranger(remote, mostBytes, () -> leave(place), warnings);
      strangers.put(ends, stranger);
      connection.pipeline().addLast(stranger);
      connection.closeFuture().addListener(_ -> onClosed(ends, stranger));
      // Not on its own loop, which it may never get; and not on a wheel, which tests turn by hand.
      server
          .executor()
          .schedule(() -> stranger.onTimeOver(connection), handshakeMillis, MILLISECONDS);
      server.fireChannelRead(connection);
    }
  }

  private synchronized Place placeOf(Machine machine) {
    return new Place(machine, members.contains(machine));
  }

  /** Takes a place; returns what is in the way, if there is none. */
  private synchronized RareWarnings.@Nullable Kind enter(Place place) {
    int ofMachine = placesOfMachines.getOrDefault(place.machine(), 0);
    if (connections >= limits.connections()) {
      return RareWarnings.Kind.CONNECTIONS;
    } else if (!place.isOfMember() && places >= limits.strangers()) {
      return RareWarnings.Kind.STRANGERS;
    } else if (ofMachine >= limits.strangersOfAddress()) {
      return RareWarnings.Kind.STRANGERS_OF_ADDRESS;
    }
    connections++;
    places += place.isOfMember() ? 0 : 1;
    placesOfMachines.put(place.machine(), ofMachine + 1);
    return null;
  }

  private synchronized void leave(Place place) {
    places -= place.isOfMember() ? 0 : 1;
    placesOfMachines.computeIfPresent(place.machine(), (_, count) -> count == 1 ? null : count - 1);
  }

  private void onClosed(Ends ends, Stranger stranger) {
    strangers.remove(ends, stranger);
    synchronized (this) {
      connections--;
    }
  }
}
