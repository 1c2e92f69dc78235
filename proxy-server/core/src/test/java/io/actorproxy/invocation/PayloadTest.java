package io.actorproxy.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class PayloadTest {

  @Test
  void aDetachedSliceLetsGoOfTheWholeMessage() throws IOException {
    ByteString slice = ByteString.copyFrom(new byte[1 << 20]).substring(7, 17);
    assertThat(keptBytes(slice)).isEqualTo(1 << 20);

    Payload detached = new Payload.Value(slice).detached();

    assertThat(detached).isEqualTo(new Payload.Value(slice));
    assertThat(keptBytes(((Payload.Value) detached).any())).isEqualTo(10);
  }

  @Test
  void whatIsNoSliceIsAlreadyDetached() {
    assertThat(Payload.ABSENT.detached()).isSameAs(Payload.ABSENT);
    assertThat(Payload.NOOP.detached()).isSameAs(Payload.NOOP);
  }

  private static int keptBytes(ByteString bytes) throws IOException {
    ArraySize size = new ArraySize();
    UnsafeByteOperations.unsafeWriteTo(bytes, size);
    return size.bytes;
  }

  /** The size of the array in which bytes lie. */
  private static final class ArraySize extends ByteOutput {
    private int bytes;

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      bytes += value.length;
    }

    @Override
    public void write(byte[] value, int offset, int length) {
      bytes += value.length;
    }

    @Override
    public void write(byte value) {
      throw new AssertionError("one byte");
    }

    @Override
    public void write(ByteBuffer value) {
      throw new AssertionError("a buffer");
    }

    @Override
    public void writeLazy(ByteBuffer value) {
      throw new AssertionError("a buffer");
    }
  }
}
