package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sample hosts in Java need no newer JDK than their first lines say. */
final class SamplesTest {
  private static final Path SAMPLES = Path.of("../../docs/examples/java");
  private static final Pattern NEEDS = Pattern.compile("JDK (\\d+) or later");

  @TempDir private Path classes;

  @ParameterizedTest
  @MethodSource
  void theJavaSamplesCompileWithTheJdkTheyName(Path sample) throws IOException {
    var needs = NEEDS.matcher(Files.readString(sample));
    assertThat(needs.find()).as("%s says which JDK it needs", sample).isTrue();

    assertThat(compile(needs.group(1), sample)).isZero();
  }

  static Stream<Path> theJavaSamplesCompileWithTheJdkTheyName() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    }
  }

  @Test
  void theIndexOfTheSamplesNamesTheSameJdk() throws IOException {
    String index = Files.readString(SAMPLES.resolve("../README.md"));

    for (Path sample : theJavaSamplesCompileWithTheJdkTheyName().toList()) {
      var needs = NEEDS.matcher(Files.readString(sample));
      assertThat(needs.find()).isTrue();
      assertThat(index)
          .contains("(java/" + sample.getFileName() + ") | JDK " + needs.group(1) + " |");
    }
  }

  private int compile(String release, Path sample) {
    return ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "--release", release, "-d", classes.toString(), sample.toString());
  }
}
