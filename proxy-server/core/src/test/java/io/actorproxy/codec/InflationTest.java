package io.actorproxy.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
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

  private static ByteString inflate(byte[] zipped) throws IOException {
    return Inflation.inflate(ByteString.copyFrom(zipped), MOST, Room.UNLIMITED);
  }

  @Test
  void membersThatHoldNothingAreReadHoweverMany() throws IOException {
    byte[] member = gzip(new byte[0]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 300_000; i++) {
      out.write(member);
    }
    out.write(gzip(new byte[] {1, 2, 3}));

    assertThat(inflate(out.toByteArray()).toByteArray()).containsExactly(1, 2, 3);
  }

  @Test
  void everyFieldOfAHeaderIsPassedOver() throws IOException {
    byte[] content = {1, 2, 3};
    byte[] plain = gzip(content);
    for (int flags = 0; flags < 32; flags++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 5, 6});
      if ((flags & 4) != 0) {
        out.write(new byte[] {3, 0, 7, 8, 9});
      }
      if ((flags & 8) != 0) {
        out.write(new byte[] {'n', 0});
      }
      if ((flags & 16) != 0) {
        out.write(new byte[] {0});
      }
      if ((flags & 2) != 0) {
        CRC32 sum = new CRC32();
        sum.update(out.toByteArray());
        out.write((int) sum.getValue());
        out.write((int) sum.getValue() >> 8);
      }
      out.write(plain, 10, plain.length - 10);

      assertThat(inflate(out.toByteArray()).toByteArray()).containsExactly(content);
    }
  }

  @Test
  void aDamagedBodyIsRefusedOrReadAsTheJdkReadsIt() throws IOException {
    long seed = new Random().nextInt();
    System.out.println("damaged bodies: seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] body = body(random);
      assertThat(inflate(body).toByteArray()).isEqualTo(byTheJdk(body));

      body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(inflate(body).toByteArray()).isEqualTo(byTheJdk(body));
      } catch (IOException _) {
        // It is refused, as it may be.
      }
    }
  }

  private static byte[] body(Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int members = random.nextInt(1, 4); members > 0; members--) {
      byte[] content = new byte[random.nextInt(9_000)];
      if (random.nextBoolean()) {
        random.nextBytes(content);
      }
      out.write(gzip(content));
    }
    return out.toByteArray();
  }

  /** Null if it refuses the body. */
  private static byte @Nullable [] byTheJdk(byte[] body) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    } catch (IOException _) {
      return null;
    }
  }

  @Test
  void aBodyAsLargeAsMayBeIsReadAndALargerOneIsNot() throws IOException {
    for (int size : new int[] {4095, 4096, 4097, 8192, MOST - 1, MOST}) {
      assertThat(inflate(gzip(new byte[size])).size()).isEqualTo(size);
    }
    byte[] larger = gzip(new byte[MOST + 1]);
    assertThatThrownBy(() -> inflate(larger)).isInstanceOf(Inflation.TooLargeException.class);
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
