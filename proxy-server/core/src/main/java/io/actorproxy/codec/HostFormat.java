package io.actorproxy.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** In what form a host is sent invocations, and answers them. */
public enum HostFormat {
  /** As every SDK does it. */
  PROTOBUF("application/octet-stream"),
  /** For hosts that are written without an SDK. */
  JSON("application/json");

  private final String contentType;

  HostFormat(String contentType) {
    this.contentType = contentType;
  }

  /** The content type of all formats. */
  public static List<String> contentTypes() {
    return Arrays.stream(values()).map(format -> format.contentType).toList();
  }

  /** The format of that content type, protobuf if it is an empty text; empty if there is none. */
  public static Optional<HostFormat> of(String contentType) {
    return contentType.isEmpty()
        ? Optional.of(PROTOBUF)
        : Arrays.stream(values())
            .filter(format -> format.contentType.equals(contentType))
            .findFirst();
  }
}
