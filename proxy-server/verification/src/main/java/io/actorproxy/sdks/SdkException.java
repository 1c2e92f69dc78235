package io.actorproxy.sdks;

/** An SDK tells its caller that a call failed. */
public final class SdkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SdkException(String message) {
    super(message);
  }
}
