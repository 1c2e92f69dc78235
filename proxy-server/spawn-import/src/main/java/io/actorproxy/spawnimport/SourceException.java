package io.actorproxy.spawnimport;

/** Spawn's database cannot be read. The message says why. */
public final class SourceException extends Exception {
  private static final long serialVersionUID = 1L;

  SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
