package io.actorproxy.command;

/** The arguments of a command are not what it takes. */
final class Wrong extends Exception {
  private static final long serialVersionUID = 1L;

  Wrong(String message) {
    super(message);
  }
}
