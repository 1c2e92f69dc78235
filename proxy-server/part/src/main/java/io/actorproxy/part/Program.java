package io.actorproxy.part;

import io.actorproxy.setting.ConfigException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;

/** The program, as far as a command may use it. */
public interface Program {
  /** The variables of the process. */
  Map<String, String> environment();

  /** Where results are printed. */
  PrintStream out();

  /**
   * The store that the proxy would use.
   *
   * @param environment the variables without those that only the command knows
   * @throws ConfigException if the proxy would not start with them
   */
  StoreAccess store(Map<String, String> environment);

  /**
   * Keys as {@code SPAWN_STATESTORE_KEY} has them.
   *
   * @throws ConfigException if they are none
   */
  List<SecretKey> keys(String text);
}
