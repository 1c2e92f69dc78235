package io.actorproxy.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short run of what {@code ./proxy endure} does for half an hour, in less time. */
@Tag("dist")
@Timeout(300)
final class EnduranceIT {
  @Test
  void aContainerSurvivesLargeBodiesLargeStatesAndAStoreThatStandsStill() throws Exception {
    Plan plan =
        Plan.defaults()
            .withActors(2_000)
            .withMemory(MemoryGroup.isPossible() ? 256 : 0)
            .within(
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(4),
                Duration.ofSeconds(2));
    Path directory = Path.of("target", "endure", "it-" + plan.seed()).toAbsolutePath();

    Endurance.Report report = Endurance.run(plan, directory, System.out);

    System.out.println(report.text());
    assertThat(report.violations()).as("logs in %s, %s", directory, report.text()).isEmpty();
    assertThat(report.acknowledged()).isPositive();
  }
}
