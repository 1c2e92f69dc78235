package io.actorproxy.ingress.admin;

import io.actorproxy.http.ErrorForm;
import io.actorproxy.http.RequestHead;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/** The head of a request of the admin API, which is all there is to it: bodies mean nothing. */
record AdminHead(HttpRequest request) implements RequestHead {
  @Override
  public boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  @Override
  public boolean isHttp10() {
    return request.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  /** One connection is one request. */
  @Override
  public boolean keepAlive() {
    return false;
  }

  @Override
  public boolean isProbe() {
    return false;
  }

  @Override
  public int compressFrom() {
    return Integer.MAX_VALUE;
  }

  @Override
  public ErrorForm errorForm() {
    return ErrorForm.JSON_ERROR;
  }

  @Override
  public String allowedMethods() {
    return String.join(", ", AdminPaths.methodsOf(parsed().path()));
  }

  /** Without the headers, of which one is the token. */
  @Override
  public String toString() {
    return request.method() + " " + request.uri();
  }

  /** Whether it may change something. */
  boolean isChange() {
    return !request.method().equals(HttpMethod.GET) && !isHead();
  }

  /**
   * What is asked for.
   *
   * @throws io.actorproxy.invocation.FailureException if the target cannot be read
   */
  AdminRequest parsed() {
    return AdminRequest.of(isHead() ? "GET" : request.method().name(), request.uri());
  }
}
