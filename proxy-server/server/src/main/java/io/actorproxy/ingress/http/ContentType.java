package io.actorproxy.ingress.http;

import io.actorproxy.http.Headers;
import io.actorproxy.http.MediaTypes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms in which bodies come and go. */
enum ContentType {
  PROTOBUF(MediaTypes.PROTOBUF),
  JSON(MediaTypes.JSON),
  TEXT(MediaTypes.TEXT);

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
    if (header.indexOf(',') >= 0) {
      return ofRepeated(header);
    }
    return switch (mediaType(header)) {
      case "", "application/octet-stream", "application/protobuf", "application/x-protobuf" ->
          PROTOBUF;
      case "application/json" -> JSON;
      default -> null;
    };
  }

  /** There is one body, so there is one type; some clients say it twice. */
  private static @Nullable ContentType ofRepeated(String header) {
    ContentType only = null;
    for (String item : header.split(",", -1)) {
      ContentType type = ofMessage(item);
      if (type == null || only != null && type != only) {
        return null;
      }
      only = type;
    }
    return only;
  }

  /** The form that an Accept header names; null if it names neither, or leaves it open. */
  static @Nullable ContentType accepted(@Nullable String accept) {
    if (accept == null) {
      return null;
    }
    double json = 0;
    double protobuf = 0;
    for (String range : accept.split(",", -1)) {
      ContentType type = mediaType(range).isEmpty() ? null : ofMessage(range);
      if (type == JSON) {
        json = Math.max(json, Headers.weight(range));
      } else if (type == PROTOBUF) {
        protobuf = Math.max(protobuf, Headers.weight(range));
      }
    }
    if (json > protobuf) {
      return JSON;
    }
    return protobuf > 0 ? PROTOBUF : null;
  }

  private static String mediaType(String header) {
    int semicolon = header.indexOf(';');
    String type = semicolon < 0 ? header : header.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
