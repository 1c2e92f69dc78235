package io.actorproxy.cluster.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Finds members by the addresses of names, which are looked up each time. Hazelcast's own list of
 * machines is looked up once, and its look-up in Kubernetes is the same for one name.
 */
@SuppressWarnings("rawtypes") // Hazelcast has it so.
final class MemberNames implements DiscoveryStrategyFactory {
  /** Looks up all addresses of a name; blocks. */
  interface Lookup {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  private final Supplier<List<String>> machines;
  private final int port;
  private final Lookup lookup;

  /**
   * @param machines the names, each perhaps with a port
   * @param port where members are whose name has none
   */
  MemberNames(Supplier<List<String>> machines, int port, Lookup lookup) {
    this.machines = machines;
    this.port = port;
    this.lookup = lookup;
  }

  @Override
  public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
    return Strategy.class;
  }

  @Override
  public DiscoveryStrategy newDiscoveryStrategy(
      DiscoveryNode node, ILogger logger, Map<String, Comparable> properties) {
    return new Strategy(logger, properties);
  }

  @Override
  public Collection<PropertyDefinition> getConfigurationProperties() {
    return List.of();
  }

  /** Where members may be now. A name that cannot be looked up has no addresses. */
  List<Address> addresses() {
    List<Address> all = new ArrayList<>();
    for (String machine : machines.get()) {
      int colon = machine.lastIndexOf(':');
      boolean hasPort =
          colon > 0 && (machine.indexOf(':') == colon || machine.charAt(colon - 1) == ']');
      String name = hasPort ? machine.substring(0, colon) : machine;
      int at = hasPort ? Integer.parseInt(machine.substring(colon + 1)) : port;
      for (InetAddress address : lookUp(name)) {
        all.add(new Address(address, at));
      }
    }
    return all;
  }

  private InetAddress[] lookUp(String name) {
    try {
      return lookup.addresses(name);
    } catch (UnknownHostException e) {
      // As when none of them is up yet; it is looked up again.
      return new InetAddress[0];
    }
  }

  private final class Strategy extends AbstractDiscoveryStrategy {
    Strategy(ILogger logger, Map<String, Comparable> properties) {
      super(logger, properties);
    }

    @Override
    public Iterable<DiscoveryNode> discoverNodes() {
      return addresses().stream().<DiscoveryNode>map(SimpleDiscoveryNode::new).toList();
    }
  }
}
