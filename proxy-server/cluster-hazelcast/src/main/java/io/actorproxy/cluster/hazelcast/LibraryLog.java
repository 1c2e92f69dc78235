package io.actorproxy.cluster.hazelcast;

import com.hazelcast.logging.AbstractLogger;
import com.hazelcast.logging.ILogger;
import com.hazelcast.logging.LogEvent;
import com.hazelcast.logging.LoggerFactorySupport;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Hazelcast logs, for those who look for a fault of it: what it calls an error keeps a cluster
 * from nothing. Hazelcast makes it by its name.
 */
public final class LibraryLog extends LoggerFactorySupport {
  private static final Logger LOG = LoggerFactory.getLogger(LibraryLog.class);

  /** Made by Hazelcast. */
  public LibraryLog() {}

  /** Hazelcast knows this way alone; it counts if nothing has been logged yet. */
  static void use() {
    System.setProperty("hazelcast.logging.class", LibraryLog.class.getName());
  }

  @Override
  protected ILogger createLogger(String name) {
    return new OneLog(name.substring(name.lastIndexOf('.') + 1));
  }

  private static final class OneLog extends AbstractLogger {
    private final String name;

    OneLog(String name) {
      this.name = name;
    }

    @Override
    public void log(Level level, String message) {
      log(level, message, null);
    }

    @Override
    public void log(Level level, String message, @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        LOG.debug("{} {}: {}", level, name, message, thrown);
      }
    }

    @Override
    public void log(LogEvent event) {
      var record = event.getLogRecord();
      log(record.getLevel(), record.getMessage(), record.getThrown());
    }

    @Override
    public Level getLevel() {
      return LOG.isDebugEnabled() ? Level.INFO : Level.OFF;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.intValue() >= getLevel().intValue();
    }
  }
}
