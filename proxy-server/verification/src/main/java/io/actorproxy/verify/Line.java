package io.actorproxy.verify;

import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What one client calls actors by, one call at a time. */
interface Line extends AutoCloseable {
  /** Waits until a proxy takes calls; false if the run is over. */
  boolean await() throws InterruptedException;

  /** Calls an actor; nothing if the run is over, and an exception if no answer came. */
  @Nullable InvocationResponse call(InvocationRequest request)
      throws IOException, InterruptedException;

  /** Gives up what is under way; a later call begins anew. */
  @Override
  void close();
}
