package io.actorproxy.cluster.hazelcast;

import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.machine;
import static io.actorproxy.setting.ValueType.machines;
import static io.actorproxy.setting.ValueType.millis;
import static io.actorproxy.setting.ValueType.optionalMachine;

import io.actorproxy.cluster.hazelcast.HazelcastConfig.Timings;
import io.actorproxy.cluster.news.Discovery;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.ValueType;
import io.actorproxy.setting.Variable;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings of Hazelcast. */
final class HazelcastSettings {
  static final Section SECTION = new Section("Hazelcast");

  private static final String BROADCAST = "255.255.255.255";
  private static final String GROUP = "224.2.2.3";

  static final Variable<Integer> PORT =
      SECTION.ours(
          "PROXY_HAZELCAST_PORT",
          integer(1, 65_535),
          5701,
          "Port at which the Hazelcast of other members reaches that of this one.");
  static final Variable<String> INTERFACE =
      SECTION.protecting(
          SECTION.ours(
              "PROXY_HAZELCAST_INTERFACE",
              optionalMachine(),
              "the address at which other members reach this one",
              () -> "",
              "Address that port is bound to; if the member link is served on this machine alone,"
                  + " the port is too. Hazelcast has no authentication: only members may reach"
                  + " it."));
  static final Variable<String> MEMBERS =
      SECTION.ours(
          "PROXY_CLUSTER_MEMBERS",
          new ValueType<>(
              machines().allowed(),
              text -> text.isEmpty() ? text : machines().parser().parse(text)),
          "",
          "With the strategies `static` and `epmd`: where other members are, with the port of their"
              + " Hazelcast if it is another one. If it is empty, their machines are taken from the"
              + " store.");
  static final Variable<String> SERVICE =
      SECTION.original(
          "PROXY_HEADLESS_SERVICE",
          machine(),
          "proxy-headless",
          "With the strategy `kubernetes-dns`: the name whose addresses are those of the members.");
  static final Variable<Long> POLLING =
      SECTION.original(
          "PROXY_CLUSTER_POLLING",
          millis(1, 3_600_000),
          3_000,
          "How often Hazelcast looks for members that it does not reach, rounded up to seconds.");
  static final Variable<String> MULTICAST =
      SECTION.original(
          "PROXY_CLUSTER_GOSSIP_MULTICAST_ADDRESS",
          machine(),
          BROADCAST,
          "With the strategy `gossip`: the group of the multicast, on port 45892. The default,"
              + " Spawn's broadcast, means 224.2.2.3.");

  private HazelcastSettings() {}

  static HazelcastConfig read(Environment env, @Nullable Discovery discovery) {
    int port = env.get(PORT);
    String interfaceAddress = env.get(INTERFACE);
    String members = env.get(MEMBERS);
    String service = env.get(SERVICE);
    String group = env.get(MULTICAST);
    Timings timings = Timings.DEFAULTS.polling(env.get(POLLING));
    HazelcastConfig.Peers peers =
        switch (discovery) {
          case null -> new HazelcastConfig.Named(List.of());
          case GOSSIP -> new HazelcastConfig.Multicast(group.equals(BROADCAST) ? GROUP : group);
          case KUBERNETES_DNS -> new HazelcastConfig.Named(List.of(service));
          case STATIC -> new HazelcastConfig.Named(list(members));
        };
    return new HazelcastConfig(port, interfaceAddress, peers, timings);
  }

  private static List<String> list(String members) {
    return Stream.of(members.split(",", -1)).map(String::strip).filter(m -> !m.isEmpty()).toList();
  }
}
