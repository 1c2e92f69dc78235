package io.actorproxy.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class InflationTest {
  private static byte[] gzipOfNothing() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new GZIPOutputStream(out).close();
    return out.toByteArray();
  }

  @Test
  void aBodyOfManyMembersThatHoldNothingIsRefused() throws IOException {
    byte[] member = gzipOfNothing();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 300_000; i++) {
      out.write(member);
    }
    ByteString zipped = ByteString.copyFrom(out.toByteArray());

    assertThatThrownBy(() -> Inflation.inflate(zipped, 1 << 20, _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("too many of its members hold nothing");
  }
}
