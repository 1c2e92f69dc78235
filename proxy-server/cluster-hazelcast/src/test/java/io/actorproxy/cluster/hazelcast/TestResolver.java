package io.actorproxy.cluster.hazelcast;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.stream.Stream;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * The look-up of names of this JVM: those below {@link #ZONE} by the JDK's own client of DNS at the
 * server of the test, all others as usual. As in the product, no answer is remembered.
 */
public final class TestResolver extends InetAddressResolverProvider {
  static final String ZONE = ".dns.test";

  static volatile int port;

  @Override
  public InetAddressResolver get(Configuration configuration) {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    InetAddressResolver usual = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return host.endsWith(ZONE) ? ask(host).stream() : usual.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return usual.lookupByAddress(address);
      }
    };
  }

  /** What it asks is the server of the test, for addresses alone. */
  @SuppressWarnings("BanJNDI")
  private static List<InetAddress> ask(String host) throws UnknownHostException {
    var environment = new Hashtable<String, String>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, "dns://127.0.0.1:" + port);
    List<InetAddress> found = new ArrayList<>();
    try {
      var context = new InitialDirContext(environment);
      Attribute addresses = context.getAttributes(host, new String[] {"A"}).get("A");
      context.close();
      if (addresses == null) {
        throw new UnknownHostException(host);
      }
      for (Object address : Collections.list(addresses.getAll())) {
        found.add(InetAddress.getByName((String) address));
      }
      return found;
    } catch (NamingException e) {
      throw new UnknownHostException(host + ": " + e);
    }
  }

  @Override
  public String name() {
    return "the test's";
  }
}
