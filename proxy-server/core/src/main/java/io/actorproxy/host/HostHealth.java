package io.actorproxy.host;

/**
 * What the latest attempt to connect to the host has shown. A host that accepts connections may
 * still fail every action.
 *
 * @param state whether the host accepted the connection
 * @param detail one sentence for people, with the host's address
 */
public record HostHealth(State state, String detail) {
  /** Whether the host can be reached. */
  public enum State {
    /** No attempt has ended yet. */
    UNKNOWN,
    /** The latest attempt succeeded. */
    REACHABLE,
    /** The latest attempt failed. */
    UNREACHABLE
  }
}
