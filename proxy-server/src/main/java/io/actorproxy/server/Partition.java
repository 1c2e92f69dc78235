package io.actorproxy.server;

import io.actorproxy.host.ConnectionLimits;
import io.actorproxy.host.HostClient;
import io.actorproxy.host.HostConfig;
import io.actorproxy.host.HostWatch;
import io.actorproxy.host.HttpHostClient;
import io.actorproxy.host.JsonHostClient;
import io.actorproxy.ingress.http.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What lives on one event loop besides its actors: the wheel that it turns, and its connections to
 * the host.
 */
record Partition(EventLoop loop, TimerWheel wheel, HttpHostClient host, HostClient jsonHost) {

  /** One for each event loop. */
  static List<Partition> startOn(
      Transport transport,
      HostConfig config,
      TimeSource time,
      MemoryBudget memory,
      Offload offload,
      Closers closers) {
    List<EventLoop> loops = transport.loops();
    ConnectionLimits connections = config.connectionsPerPartition(loops.size());
    ReflectiveChannelFactory<Channel> channels =
        new ReflectiveChannelFactory<>(transport.clientChannel());
    HostWatch watch = new HostWatch(time);
    List<Partition> partitions = new ArrayList<>();
    for (EventLoop loop : loops) {
      TimerWheel wheel = new TimerWheel(time);
      HttpHostClient host =
          new HttpHostClient(
              loop, channels, config, connections, wheel, time, watch, memory, offload);
      closers.add(
          "connections to the host", host, () -> loop.submit(host::close).syncUninterruptibly());
      loop.scheduleAtFixedRate(
          wheel::advance, TimerWheel.TICK_MILLIS, TimerWheel.TICK_MILLIS, TimeUnit.MILLISECONDS);
      partitions.add(
          new Partition(loop, wheel, host, new JsonHostClient(host, loop, offload, memory)));
    }
    return partitions;
  }

  /** Does something with the host's client of each partition, on its loop, and does not wait. */
  static void onAllHosts(List<Partition> partitions, Consumer<HttpHostClient> task) {
    for (Partition partition : partitions) {
      partition.loop().execute(() -> task.accept(partition.host()));
    }
  }
}
