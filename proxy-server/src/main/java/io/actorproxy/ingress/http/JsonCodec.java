package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import io.actorproxy.codec.MalformedMessageException;

final class JsonCodec {
  private JsonCodec() {}

  static ByteString toProtobuf(Descriptor type, ByteString json) throws MalformedMessageException {
    throw new MalformedMessageException("JSON is not read yet");
  }

  static String toJson(Descriptor type, ByteString message) {
    return "{}";
  }
}
