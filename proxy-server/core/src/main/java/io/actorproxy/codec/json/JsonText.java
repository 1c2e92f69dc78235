package io.actorproxy.codec.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.WireMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** JSON whose large base64 is written while it is read, and so takes no memory of its own. */
record JsonText(List<Part> parts, int size) implements WireMessage {

  /** What follows after what. */
  sealed interface Part {
    int size();

    InputStream stream();
  }

  /** Text, in UTF-8. */
  record Characters(ByteString text) implements Part {
    @Override
    public int size() {
      return text.size();
    }

    @Override
    public InputStream stream() {
      return text.newInput();
    }
  }

  /** Bytes, to be written as base64. */
  record Bytes(ByteString bytes) implements Part {
    @Override
    public int size() {
      return base64Size(bytes.size());
    }

    @Override
    public InputStream stream() {
      return new Base64Stream(bytes);
    }
  }

  static int base64Size(int bytes) {
    return Math.multiplyExact(Math.ceilDiv(bytes, 3), 4);
  }

  @Override
  public InputStream stream() {
    return parts.size() == 1
        ? parts.getFirst().stream()
        : new SequenceInputStream(
            Collections.enumeration(parts.stream().map(Part::stream).toList()));
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    for (Part part : parts) {
      switch (part) {
        case Characters(ByteString text) -> out.writeRawBytes(text);
        case Bytes(ByteString bytes) -> out.writeRawBytes(new Base64Stream(bytes).readAllBytes());
      }
    }
  }

  @Override
  public ByteString toByteString() {
    return parts.size() == 1 && parts.getFirst() instanceof Characters(ByteString text)
        ? text
        : WireMessage.super.toByteString();
  }

  private static final class Base64Stream extends InputStream {
    /** A multiple of 3, so that only the last step ends with padding of base64. */
    private static final int STEP = 3 * (8 << 10);

    private final ByteString bytes;
    private int at;
    private byte[] step = {};
    private int stepAt;

    Base64Stream(ByteString bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return fill() ? step[stepAt++] : -1;
    }

    @Override
    public int read(byte[] into, int from, int count) {
      if (count == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int length = Math.min(count, step.length - stepAt);
      System.arraycopy(step, stepAt, into, from, length);
      stepAt += length;
      return length;
    }

    private boolean fill() {
      if (stepAt == step.length && at < bytes.size()) {
        int end = Math.min(bytes.size(), at + STEP);
        step = Base64.getEncoder().encode(bytes.substring(at, end).toByteArray());
        stepAt = 0;
        at = end;
      }
      return stepAt < step.length;
    }
  }
}
