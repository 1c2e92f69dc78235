package io.actorproxy.part;

import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;

/**
 * A part of the proxy that a distribution may lack. It is in a jar of its own, with a file {@code
 * META-INF/services/io.actorproxy.part.ServerPart} that names its class; the class has a public
 * constructor without parameters.
 */
public interface ServerPart {
  /** What it is, in a word or two, as logs and errors show it. */
  String title();

  /** Its variables. No other part has one of the same name. */
  Section section();

  /**
   * Reads all its variables, also if it is switched off, so that a wrong one is always told. Opens
   * nothing.
   *
   * @param env takes what is wrong with them
   * @param door what it shares with the front door
   */
  ConfiguredPart configure(Environment env, DoorSettings door);
}
