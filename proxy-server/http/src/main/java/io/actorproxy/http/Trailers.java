package io.actorproxy.http;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;

/**
 * The fields behind a body (RFC 9110, 6.5), of which the proxy uses none: they are checked and
 * dropped. The decoder asks for a place to put them behind each body, and hardly any request has
 * some, so all share this one.
 */
final class Trailers extends EmptyHttpHeaders {
  static final HttpHeadersFactory FACTORY = new Factory(new Trailers());

  private Trailers() {}

  /**
   * @throws IllegalArgumentException if no field of that name or value may be there
   */
  @Override
  public HttpHeaders add(String name, Object value) {
    DefaultHttpHeadersFactory.trailersFactory().newHeaders().add(name, value);
    return this;
  }

  private record Factory(HttpHeaders trailers) implements HttpHeadersFactory {
    @Override
    public HttpHeaders newHeaders() {
      return trailers;
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
      return trailers;
    }
  }
}
