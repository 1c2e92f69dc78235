package io.actorproxy.http;

/** Values of the Content-Type header. */
public final class MediaTypes {
  public static final String PROTOBUF = "application/octet-stream";
  public static final String JSON = "application/json";
  public static final String TEXT = "text/plain; charset=utf-8";
  public static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private MediaTypes() {}
}
