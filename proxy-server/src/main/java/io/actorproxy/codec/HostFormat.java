package io.actorproxy.codec;

/** In what form a host is sent invocations, and answers them. */
public enum HostFormat {
  /** {@code application/octet-stream}, as every SDK does it. */
  PROTOBUF,
  /** {@code application/json}, for hosts that are written without an SDK. */
  JSON
}
