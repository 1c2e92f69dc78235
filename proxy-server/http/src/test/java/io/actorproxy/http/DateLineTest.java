package io.actorproxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.time.ManualTime;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DateLineTest {
  @Test
  void theDateIsMadeOnceASecond() {
    ManualTime time = new ManualTime();
    DateLine line = new DateLine(time);

    byte[] first = line.now();
    assertThat(line.now()).isSameAs(first);
    time.advanceMillis(1000);
    assertThat(new String(line.now(), StandardCharsets.US_ASCII))
        .isNotEqualTo(new String(first, StandardCharsets.US_ASCII))
        .startsWith("\r\ndate: ");
  }
}
