package io.actorproxy.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class InflationTest {
  private static final int MOST = 1 << 20;

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content);
    }
    return out.toByteArray();
  }

  @Test
  void aBodyOfManyMembersThatHoldNothingIsRefused() throws IOException {
    byte[] member = gzip(new byte[0]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 300_000; i++) {
      out.write(member);
    }
    ByteString zipped = ByteString.copyFrom(out.toByteArray());

    assertThatThrownBy(() -> Inflation.inflate(zipped, MOST, _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("too many of its members hold nothing");
  }

  @Test
  void aBodySaysAtItsEndHowLargeItBecomes() throws IOException {
    ByteString zipped = ByteString.copyFrom(gzip(new byte[100_000]));
    ByteString all = ByteString.copyFrom(new byte[] {-1, -1, -1, -1});

    assertThat(Inflation.expectedBytes(zipped, MOST)).isEqualTo(100_000);
    assertThat(Inflation.expectedBytes(zipped, 5_000)).isEqualTo(5_000);
    assertThat(Inflation.expectedBytes(all, MOST)).isEqualTo(MOST);
    assertThat(Inflation.expectedBytes(ByteString.copyFrom(new byte[10]), MOST)).isEqualTo(10);
    assertThat(Inflation.expectedBytes(ByteString.EMPTY, MOST)).isZero();
  }
}
