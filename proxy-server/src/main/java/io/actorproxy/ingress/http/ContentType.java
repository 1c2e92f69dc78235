package io.actorproxy.ingress.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms in which bodies come and go. */
enum ContentType {
  PROTOBUF("application/octet-stream"),
  JSON("application/json"),
  TEXT("text/plain; charset=utf-8"),
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8");

  private final String header;

  ContentType(String header) {
    this.header = header;
  }

  /** The value of the Content-Type header. */
  String header() {
    return header;
  }

  /** The form of a request body that carries a message; null if it is none that we read. */
  static @Nullable ContentType ofMessage(@Nullable String header) {
    if (header == null) {
      return PROTOBUF;
    }
    return switch (mediaType(header)) {
      case "", "application/octet-stream", "application/protobuf", "application/x-protobuf" ->
          PROTOBUF;
      case "application/json" -> JSON;
      default -> null;
    };
  }

  /** Whether somebody who sends this Accept header prefers JSON over what he would get. */
  static boolean prefersJson(@Nullable String accept) {
    if (accept == null) {
      return false;
    }
    boolean json = false;
    for (String range : accept.split(",")) {
      if (ofMessage(range) == PROTOBUF) {
        return false;
      }
      json |= ofMessage(range) == JSON;
    }
    return json;
  }

  private static String mediaType(String header) {
    int semicolon = header.indexOf(';');
    String type = semicolon < 0 ? header : header.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
