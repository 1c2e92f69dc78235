package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.host.HostHealth;
import io.actorproxy.host.HttpHostClient;
import io.actorproxy.loops.Partition;
import io.actorproxy.loops.Transport;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * The event loops, and what runs on them or beside them.
 *
 * @param partitions one for each loop
 * @param offload threads for what takes too long for a loop
 * @param hosts the clients of the host, one pair for each partition
 */
record Loops(
    Transport transport, List<Partition> partitions, Offload offload, List<HostClients> hosts) {

  static Loops open(
      ProxyConfig config, Transport transport, Budgets budgets, TimeSource time, Closers closers) {
    Offload offload =
        closers.add(
            "work beside the event loops",
            new Offload(config.http().codecThreads(), config.http().codecQueue()));
    List<Partition> partitions = Partition.startOn(transport, time);
    List<HostClients> hosts =
        HostClients.open(
            partitions, transport, config.host(), time, budgets.calls(), offload, closers);
    return new Loops(transport, partitions, offload, hosts);
  }

  /** The partition whose loop also does what belongs to no actor. */
  Partition first() {
    return partitions.getFirst();
  }

  /** How the host is: the worst that a partition knows of it. */
  String hostHealth() {
    List<HostHealth> all = hosts.stream().map(h -> h.http().health()).toList();
    for (HostHealth.State state :
        List.of(HostHealth.State.UNREACHABLE, HostHealth.State.REACHABLE)) {
      for (HostHealth health : all) {
        if (health.state() == state) {
          return health.detail();
        }
      }
    }
    return "not tried yet";
  }

  /** Does something with the client of each partition, on its loop, and does not wait. */
  void onAllHosts(Consumer<HttpHostClient> task) {
    for (HostClients host : hosts) {
      host.partition().execute(() -> task.accept(host.http()));
    }
  }
}
