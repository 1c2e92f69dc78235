package io.actorproxy.cluster.hazelcast;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ReplicatedMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.TopicConfig;
import io.actorproxy.cluster.news.NewsContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The configuration of an embedded Hazelcast: one port on one interface, for members alone; as few
 * threads and services as there can be.
 */
final class InstanceConfig {
  static final String TOPIC = "news";
  static final String TYPES = "types";

  /** The attribute by which members know whose announcement an entry is. */
  static final String PROCESS = "process";

  private static final String ANY = "0.0.0.0";
  private static final int MULTICAST_PORT = 45_892;

  /** All members of a cluster have the same number; what is kept are a few entries. */
  private static final int PARTITIONS = 11;

  private static final int MAX_EVENTS = 10_000;

  private InstanceConfig() {}

  /**
   * Blocks while a name is looked up.
   *
   * @param names looks up where other members are
   * @param process tells this process from others
   * @throws UnknownHostException if this machine's own name has no address
   */
  static Config of(
      HazelcastConfig config, NewsContext context, MemberNames.Lookup names, String process)
      throws UnknownHostException {
    var made = new Config();
    made.setClusterName(context.cluster());
    made.getMemberAttributeConfig().setAttribute(PROCESS, process);
    made.getJetConfig().setEnabled(false);
    made.getMetricsConfig().setEnabled(false);
    made.getManagementCenterConfig().setConsoleEnabled(false).setScriptingEnabled(false);
    made.getSerializationConfig().setJavaSerializationFilterConfig(noObjects());
    made.getSerializationConfig().setCheckClassDefErrors(true);
    made.addTopicConfig(new TopicConfig(TOPIC).setStatisticsEnabled(false));
    made.addReplicatedMapConfig(
        new ReplicatedMapConfig(TYPES)
            .setInMemoryFormat(InMemoryFormat.BINARY)
            .setStatisticsEnabled(false));
    properties(made, config.timings());
    network(made, config, context);
    join(made, config, context, names);
    return made;
  }

  private static void properties(Config made, HazelcastConfig.Timings timings) {
    String polling = Long.toString(Math.ceilDiv(timings.polling(), TimeUnit.SECONDS.toMillis(1)));
    made.setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.jmx", "false")
        .setProperty("hazelcast.health.monitoring.level", "OFF")
        .setProperty("hazelcast.prefer.ipv4.stack", "false")
        .setProperty("hazelcast.partition.count", Integer.toString(PARTITIONS))
        .setProperty("hazelcast.io.thread.count", "1")
        .setProperty("hazelcast.operation.thread.count", "2")
        .setProperty("hazelcast.operation.generic.thread.count", "2")
        .setProperty("hazelcast.event.thread.count", "1")
        .setProperty("hazelcast.event.queue.capacity", Integer.toString(MAX_EVENTS))
        .setProperty("hazelcast.event.queue.timeout.millis", "1")
        .setProperty("hazelcast.operation.call.timeout.millis", "5000")
        // A member that is not noticed for a while costs nothing: the store judges who is gone.
        .setProperty("hazelcast.heartbeat.interval.seconds", "2")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "15")
        .setProperty("hazelcast.max.join.seconds", "30")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.max.wait.seconds.before.join", "1")
        .setProperty("hazelcast.merge.first.run.delay.seconds", polling)
        .setProperty("hazelcast.merge.next.run.delay.seconds", polling);
  }

  private static void network(Config made, HazelcastConfig config, NewsContext context)
      throws UnknownHostException {
    String host =
        context.isLocal() ? InetAddress.getLoopbackAddress().getHostAddress() : context.host();
    String wanted =
        context.isLocal() || config.interfaceAddress().isEmpty() ? host : config.interfaceAddress();
    var endpoint = new ServerSocketEndpointConfig();
    endpoint.setPort(config.port()).setPortAutoIncrement(false).setReuseAddress(true);
    endpoint.setPublicAddress(format(address(host), config.port()));
    boolean isAny = wanted.equals(ANY);
    made.setProperty("hazelcast.socket.bind.any", Boolean.toString(isAny));
    if (!isAny) {
      made.setProperty("hazelcast.local.localAddress", address(wanted));
    }
    AdvancedNetworkConfig network = made.getAdvancedNetworkConfig();
    // With it, no program but a member is served at that port.
    network.setEnabled(true).setMemberEndpointConfig(endpoint);
  }

  private static void join(
      Config made, HazelcastConfig config, NewsContext context, MemberNames.Lookup names) {
    JoinConfig join = made.getAdvancedNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    // How long it waits for the first of others, also where they are found by their names.
    join.getTcpIpConfig().setEnabled(false).setConnectionTimeoutSeconds(1);
    switch (config.peers()) {
      case HazelcastConfig.Multicast(String group) ->
          join.getMulticastConfig()
              .setEnabled(true)
              .setMulticastGroup(group)
              .setMulticastPort(MULTICAST_PORT);
      case HazelcastConfig.Named(List<String> list) -> {
        Supplier<List<String>> machines = list.isEmpty() ? context.members() : () -> list;
        join.getMulticastConfig().setEnabled(false);
        made.setProperty("hazelcast.discovery.enabled", "true");
        join.getDiscoveryConfig()
            .addDiscoveryStrategyConfig(
                new DiscoveryStrategyConfig(new MemberNames(machines, config.port(), names)));
      }
    }
  }

  private static String address(String host) throws UnknownHostException {
    return InetAddress.getByName(host).getHostAddress();
  }

  private static String format(String address, int port) {
    return address.contains(":") ? "[%s]:%d".formatted(address, port) : address + ":" + port;
  }

  /**
   * Another program must not make objects of Java here. What remains are the failures by which
   * Hazelcast answers itself.
   */
  private static JavaSerializationFilterConfig noObjects() {
    ClassFilter failures =
        new ClassFilter()
            .addPackages("com.hazelcast.spi.exception", "com.hazelcast.core")
            .addClasses(
                "java.lang.Throwable",
                "java.lang.Exception",
                "java.lang.RuntimeException",
                "java.lang.IllegalStateException",
                "java.lang.IllegalArgumentException",
                "java.lang.StackTraceElement",
                "[Ljava.lang.StackTraceElement;",
                "java.util.Collections$EmptyList");
    return new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(failures);
  }
}
