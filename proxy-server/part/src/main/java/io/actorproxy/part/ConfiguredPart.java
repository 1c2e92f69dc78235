package io.actorproxy.part;

import java.io.IOException;

/**
 * A part with its settings. A record: configurations are compared, and their texts keep secrets.
 */
public interface ConfiguredPart {
  /**
   * Opens it, unless it is switched off. The proxy is complete by then, but for its front door: it
   * has no clients yet.
   *
   * @param core the proxy
   * @param lifecycle takes how all that is opened is closed, also if this throws in the middle
   * @throws IOException if the proxy must not start without it and it cannot be opened; says which
   *     variables decide
   */
  void open(Core core, Lifecycle lifecycle) throws IOException;
}
