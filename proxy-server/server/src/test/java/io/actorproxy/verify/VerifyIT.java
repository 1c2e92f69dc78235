package io.actorproxy.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.verify.Tally.Figure;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A short run of what {@code ./proxy verify} does for as long as one likes. The system property
 * {@code seed} repeats one, as far as the clock lets it.
 */
@Tag("dist")
@Timeout(300)
final class VerifyIT {
  @Test
  void whatWasPromisedIsThereAfterEveryFault() throws Exception {
    Options defaults = Options.defaults();
    Options options =
        defaults.withSeed(Long.getLong("seed", defaults.seed())).withTime(Duration.ofSeconds(15));
    Path directory = Path.of("target", "verify", "it-" + options.seed()).toAbsolutePath();

    Verification.Report report = Verification.run(options, directory, System.out);

    System.out.println(report.line(options));
    assertThat(report.violations())
        .as("-Dseed=%d, logs in %s", options.seed(), directory)
        .isEmpty();
    assertThat(report.tally().get(Figure.ACKNOWLEDGED)).isPositive();
    assertThat(report.tally().get(Figure.READS)).isPositive();
    assertThat(report.tally().get(Figure.EFFECTS_DELIVERED)).isPositive();
    assertThat(report.tally().get(Figure.SCHEDULES_FIRED)).isPositive();
    assertThat(report.tally().get(Figure.RETRIES)).isPositive();
    assertThat(report.tally().faults(Fault.PROXY_KILLED)).isPositive();
  }
}
