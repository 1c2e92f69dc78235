package io.actorproxy.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** What classes, compiled code, stacks and the store's own memory have been seen to take. */
  private static final int REST_MEBIBYTES = 112;

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
    assertThat(arguments("", 1024)).contains("-Xms64m -XX:NewSize=44m");
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

  @ParameterizedTest
  @ValueSource(ints = {192, 256, 384, 512, 1024, 2048})
  void heapAndBuffersLeaveRoomForTheRestOfTheProcess(int mebibytes) throws Exception {
    String arguments = arguments("", mebibytes);

    int heap = mebibytesOf("-XX:MaxHeapSize=", arguments);
    int buffers = mebibytesOf("-XX:MaxDirectMemorySize=", arguments);
    assertThat(heap).isBetween(mebibytes * 3 / 10, mebibytes / 2);
    assertThat(buffers).isGreaterThanOrEqualTo(16);
    assertThat(heap + buffers + REST_MEBIBYTES).isLessThanOrEqualTo(mebibytes);
  }

  @Test
  void aBigMachineIsNotTakenWhole() throws Exception {
    assertThat(arguments("", 64 << 10))
        .contains("-XX:MaxHeapSize=2048m", "-XX:MaxDirectMemorySize=256m");
  }

  @Test
  void aVerySmallHeapIsNotMadeOfNewObjectsAlone() throws Exception {
    assertThat(arguments("", 192)).doesNotContain("NewSize", "-Xms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx300m", "-XX:MaxHeapSize=300m", "-XX:MaxRAMPercentage=60"})
  void aHeapThatIsAskedForIsTheOnlyOne(String options) throws Exception {
    assertThat(arguments(options, 512)).contains(options).doesNotContain("MaxHeapSize=256m");
  }

  @Test
  void whatIsAskedForComesAfterWhatIsChosen() throws Exception {
    assertThat(arguments("-XX:MaxDirectMemorySize=7m -XX:ReservedCodeCacheSize=9m", 256))
        .containsSubsequence("MaxDirectMemorySize=21m", "MaxDirectMemorySize=7m")
        .containsSubsequence("ReservedCodeCacheSize=48m", "ReservedCodeCacheSize=9m");
  }

  @Test
  void withoutASizeTheMemoryThereIsCounts() throws Exception {
    assertThat(mebibytesOf("-XX:MaxHeapSize=", arguments(""))).isBetween(48, 2048);
  }

  private static int mebibytesOf(String option, String arguments) {
    Matcher value = Pattern.compile(option + "(\\d+)m ").matcher(arguments);
    assertThat(value.find()).as(arguments).isTrue();
    return Integer.parseInt(value.group(1));
  }

  private String arguments(String options) throws Exception {
    return arguments(options, Map.of());
  }

  private String arguments(String options, int mebibytes) throws Exception {
    return arguments(options, Map.of("PROXY_MEMORY_MIB", Integer.toString(mebibytes)));
  }

  private String arguments(String options, Map<String, String> more) throws Exception {
    ProcessBuilder command =
        new ProcessBuilder("sh", home.resolve("bin/actor-proxy").toString())
            .redirectErrorStream(true);
    command.environment().putAll(Map.of("JAVA_OPTS", options, "PROXY_JAVA_OPTS", ""));
    command.environment().putAll(more);
    Process script = command.start();
    String output = new String(script.getInputStream().readAllBytes(), UTF_8);
    assertThat(script.waitFor()).as(output).isZero();
    return output;
  }
}
