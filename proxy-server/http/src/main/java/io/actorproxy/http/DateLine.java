package io.actorproxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.actorproxy.time.TimeSource;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The line of the Date header (RFC 9110, 6.6.1), made once a second. Thread safe. */
final class DateLine {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("'\r\ndate: 'EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final TimeSource time;
  private volatile @Nullable Line line;

  private record Line(long second, byte[] ascii) {}

  DateLine(TimeSource time) {
    this.time = time;
  }

  /** CR LF and the header of now; not to be changed. */
  byte[] now() {
    long second = Math.floorDiv(time.epochMillis(), 1000L);
    Line known = line;
    if (known == null || known.second() != second) {
      String text = FORM.format(Instant.ofEpochSecond(second));
      known = new Line(second, text.getBytes(US_ASCII));
      line = known;
    }
    return known.ascii();
  }
}
