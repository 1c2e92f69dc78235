package io.actorproxy.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the start script makes of JAVA_OPTS. In place of Java stands a script that prints them. */
final class LauncherTest {
  private static final Path SCRIPT = Path.of("src/dist/bin/actor-proxy");
  private static final String SERIAL = "-XX:+UseSerialGC";
  private static final String G1 = "-XX:+UseG1GC";

  @TempDir private Path home;

  @BeforeEach
  void layOut() throws IOException {
    Files.copy(SCRIPT, Files.createDirectories(home.resolve("bin")).resolve("actor-proxy"));
    Path java = Files.createDirectories(home.resolve("runtime/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \" $* \"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-Xmx512m -Xlog:gc",
        "-Xmx300m -Dmode=big",
        "-Xmx1048576k -Xms64m",
        "-Xmx4095m",
        "-Xmx8g -Xmx1g",
        "-XX:-UseGCOverheadLimit",
      })
  void aSmallHeapIsCollectedSerially(String options) throws Exception {
    assertThat(arguments(options)).contains(SERIAL).doesNotContain(G1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xmx4g",
        "-Xmx16G -Dx=y",
        "-Xmx4096m",
        "-Xmx4194304k",
        "-Xmx4294967296",
        "-XX:MaxHeapSize=8g",
        "-Xmx1g -Xmx8g",
      })
  void aBigHeapIsCollectedConcurrently(String options) throws Exception {
    assertThat(arguments(options)).contains(G1).doesNotContain(SERIAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseZGC", "-Xmx8g -XX:+UseParallelGC", "-XX:+UseZGC -Xmx100m"})
  void aCollectorThatIsAskedForIsTheOnlyOne(String options) throws Exception {
    assertThat(arguments(options)).contains(options).doesNotContain(G1, SERIAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx", "-Xmxmuch", "-Xmx08g", "-Xmx4x"})
  void whatIsNoSizeIsLeftToJava(String options) throws Exception {
    assertThat(arguments(options)).contains(" " + options + " ", SERIAL);
  }

  @Test
  void theHeapBeginsWithRoomForWhatIsNewUnlessItsSizeIsGiven() throws Exception {
    assertThat(arguments("")).contains("-Xms64m -XX:NewSize=44m");
    for (String size : List.of("-Xmx40m", "-XX:MaxHeapSize=40m", "-Xms32m")) {
      assertThat(arguments(size)).doesNotContain("-Xms64m", "NewSize");
    }
  }

  @Test
  void namesAndPasswordsAreUtf8WhateverTheLocaleIs() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.writeString(
        home.resolve("runtime/bin/java"),
        "#!/bin/sh\nexec %s -XshowSettings:properties -version\n".formatted(java));
    for (String locale : List.of("", "C", "POSIX", "en_GB.ISO-8859-1", "xx_YY.UTF-8")) {
      ProcessBuilder command =
          new ProcessBuilder("sh", home.resolve("bin/actor-proxy").toString())
              .redirectErrorStream(true);
      command.environment().clear();
      command.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "LC_ALL", locale));
      Process script = command.start();
      assertThat(new String(script.getInputStream().readAllBytes(), UTF_8))
          .as("LC_ALL=" + locale)
          .contains("sun.jnu.encoding = UTF-8", "native.encoding = UTF-8");
      assertThat(script.waitFor()).isZero();
    }
  }

  private String arguments(String options) throws Exception {
    ProcessBuilder command =
        new ProcessBuilder("sh", home.resolve("bin/actor-proxy").toString())
            .redirectErrorStream(true);
    command.environment().putAll(Map.of("JAVA_OPTS", options, "PROXY_JAVA_OPTS", ""));
    Process script = command.start();
    String output = new String(script.getInputStream().readAllBytes(), UTF_8);
    assertThat(script.waitFor()).as(output).isZero();
    return output;
  }
}
