package io.actorproxy.server;

import io.actorproxy.config.LogSetup;
import io.actorproxy.config.ProxyConfig;
import io.actorproxy.setting.ConfigException;
import io.actorproxy.statestore.StoreException;
import java.io.IOException;
import java.security.Security;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the proxy, and stops it on SIGTERM, SIGINT or SIGHUP. Configured by environment variables
 * only. The exit status is 0 after a stop that left nothing undone, and 4 after one that did not; 3
 * is that of a JVM that ran out of memory. With other arguments than {@code run} it carries out one
 * of the {@link Commands} instead.
 */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int EXIT_CANNOT_START = 1;
  private static final int EXIT_WRONG_CONFIGURATION = 2;
  private static final int EXIT_WORK_LEFT_UNDONE = 4;

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    if (!Commands.areServer(args)) {
      throw exit(new Commands(System.getenv(), System.out, System.err).run(args));
    }
    lookUpNamesAnew();
    StopSignals signals = StopSignals.install();
    ProxyServer server = start();
    signals.started();
    signals.await();
    System.exit(server.stop() ? 0 : EXIT_WORK_LEFT_UNDONE);
  }

  /**
   * A name may lead to a new address at any moment, and it is looked up only where a connection is
   * to be made; so the JVM remembers no answers, neither good ones nor bad ones.
   */
  static void lookUpNamesAnew() {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  private static ProxyServer start() {
    try {
      RandomGenerator random = RandomGenerator.getDefault();
      ProxyConfig config = ProxyConfig.fromEnvironment(System.getenv(), random);
      LogSetup.apply(config.observation().logLevel());
      if (LOG.isDebugEnabled()) {
        config.effectiveTable().lines().forEach(LOG::debug);
      } else {
        config.chosenTable().lines().forEach(LOG::info);
      }
      config.warnings().forEach(LOG::warn);
      config.lacks().forEach(part -> LOG.info("This distribution lacks a part: the {}", part));
      return ProxyServer.start(config, random);
    } catch (ConfigException e) {
      LOG.error("The configuration is refused:");
      e.problems().forEach(LOG::error);
      throw exit(EXIT_WRONG_CONFIGURATION);
    } catch (StoreException | IOException | IllegalStateException e) {
      LOG.error("The proxy cannot start: {}", e.getMessage());
      throw exit(EXIT_CANNOT_START);
    }
  }

  private static IllegalStateException exit(int status) {
    System.exit(status);
    return new IllegalStateException("the process has ended");
  }
}
