package io.actorproxy.codec;

/** Bytes that are not the message they should be. The message says which field or byte is wrong. */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String message) {
    super(message, null, false, false);
  }
}
