package io.actorproxy.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.WireMessage;
import java.io.IOException;

/** A body that is bytes already. */
public record RawBody(ByteString bytes) implements WireMessage {
  public static RawBody ofText(String text) {
    return new RawBody(ByteString.copyFromUtf8(text));
  }

  @Override
  public int size() {
    return bytes.size();
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    out.writeRawBytes(bytes);
  }
}
