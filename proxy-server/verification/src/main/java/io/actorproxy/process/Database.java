package io.actorproxy.process;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the proxy of a run keeps its states. */
public interface Database extends AutoCloseable {
  /** The variables by which the proxy finds it. */
  Map<String, String> environment();

  /** The process that is killed and paused; nothing if there is none. */
  @Nullable Child server();

  /** Saves nothing until {@link #release}; every save has to wait. */
  void hold() throws IOException;

  void release() throws IOException;

  /** Is slow for so long. */
  void slow(int millis) throws IOException;

  @Override
  void close() throws IOException;
}
