package io.actorproxy.setting;

import java.util.regex.Pattern;

/** Tells this machine from others by the name or address that an operator wrote. */
public final class Machines {
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1");

  private Machines() {}

  /** Whether only this machine reaches what listens there. */
  public static boolean isLoopback(String machine) {
    return LOOPBACK.matcher(machine).matches();
  }

  /** Whether a connection to it ends on this machine. */
  public static boolean isThisMachine(String machine) {
    return isLoopback(machine) || machine.equals("0.0.0.0");
  }
}
