package io.actorproxy.server;

import io.actorproxy.host.ConnectionLimits;
import io.actorproxy.host.HostClient;
import io.actorproxy.host.HostConfig;
import io.actorproxy.host.HostWatch;
import io.actorproxy.host.HttpHostClient;
import io.actorproxy.host.JsonHostClient;
import io.actorproxy.loops.Partition;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The clients of the host that belong to one partition.
 *
 * @param http has the connections
 * @param json for types whose host speaks JSON; uses {@code http}
 */
record HostClients(Partition partition, HttpHostClient http, HostClient json) {

  /** One for each partition. */
  static List<HostClients> open(
      List<Partition> partitions,
      Transport transport,
      HostConfig config,
      TimeSource time,
      MemoryBudget memory,
      Offload offload,
      Closers closers) {
    ConnectionLimits connections = config.connectionsPerPartition(partitions.size());
    ReflectiveChannelFactory<Channel> channels =
        new ReflectiveChannelFactory<>(transport.clientChannel());
    HostWatch watch = new HostWatch(time);
    List<HostClients> hosts = new ArrayList<>();
    for (Partition partition : partitions) {
      EventLoop loop = partition.eventLoop();
      HttpHostClient http =
          new HttpHostClient(
              loop, channels, config, connections, partition.wheel(), time, watch, memory, offload);
      closers.add(
          "connections to the host", http, () -> loop.submit(http::close).syncUninterruptibly());
      hosts.add(new HostClients(partition, http, new JsonHostClient(http, loop, offload, memory)));
    }
    return hosts;
  }
}
