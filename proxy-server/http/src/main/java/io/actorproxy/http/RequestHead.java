package io.actorproxy.http;

/** What a handler has read in the head of a request, as far as the server has to know it. */
public interface RequestHead {
  /** Whether the response goes without its body. */
  boolean isHead();

  /** Whether the client speaks HTTP/1.0. */
  boolean isHttp10();

  /** Whether the connection outlives the response. */
  boolean keepAlive();

  /** Whether it is answered even on a connection beyond the limit. */
  boolean isProbe();

  /** The size of a body from which on it is compressed; {@link Integer#MAX_VALUE} for never. */
  int compressFrom();

  /** The form of a response that is a failure. */
  ErrorForm errorForm();

  /** The value of the Allow header, if the method is refused. */
  String allowedMethods();
}
