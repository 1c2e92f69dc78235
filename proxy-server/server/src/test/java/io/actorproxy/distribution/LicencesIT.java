package io.actorproxy.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The distribution says which software of others it has, and carries the licences of that. */
@Tag("dist")
final class LicencesIT {
  private static final Path DIST = Path.of("../target/dist");
  private static final String OURS = "actor-proxy-";

  @Test
  void everyJarOfOthersIsInTheListOfThirdParties() throws Exception {
    Set<String> listed =
        found("(?m)^  lib: (\\S+) (\\S+)$", read("THIRD-PARTY.txt"))
            .map(line -> line.group(1) + "-" + line.group(2) + ".jar")
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).isEqualTo(jars(name -> !name.startsWith(OURS)).keySet());
  }

  @Test
  void theTextOfEachLicenceGoesAlong() throws Exception {
    List<String> licences =
        found("(?m)^\\S+\\n  (.+)\\n  Copyright .*\\n.*\\n  lib: ", read("THIRD-PARTY.txt"))
            .flatMap(block -> Stream.of(block.group(1).split(" (?:OR|AND) ")))
            .map(licence -> licence.replaceFirst("-(only|or-later)$", ""))
            .distinct()
            .toList();

    assertThat(licences).hasSizeGreaterThan(5);
    assertThat(licences)
        .allSatisfy(licence -> assertThat(DIST.resolve("licenses/" + licence + ".txt")).exists());
    assertThat(read("LICENSE")).contains("Apache License");
    assertThat(read("NOTICE")).startsWith("Actor Proxy");
  }

  @Test
  void theBillOfMaterialsListsEveryJarAndTheJavaRuntime() throws Exception {
    Set<String> listed = new TreeSet<>();
    for (JsonElement component : billOfMaterials().getAsJsonArray("components")) {
      listed.add(fileName(component.getAsJsonObject()));
    }

    Set<String> expected =
        new TreeSet<>(jars(name -> !name.equals("actor-proxy-server.jar")).keySet());
    expected.add("openjdk-" + Runtime.version().feature());
    assertThat(listed).isEqualTo(expected);
  }

  @Test
  void ourOwnJarsCarryLicenceAndNotice() throws Exception {
    for (Path file : jars(name -> name.startsWith(OURS)).values()) {
      try (JarFile jar = new JarFile(file.toFile())) {
        assertThat(jar.getEntry("META-INF/LICENSE")).as(file.toString()).isNotNull();
        assertThat(jar.getEntry("META-INF/NOTICE")).as(file.toString()).isNotNull();
      }
    }
  }

  @Test
  void theJavaRuntimeKeepsItsOwn() throws Exception {
    assertThat(read("runtime/legal/java.base/LICENSE")).contains("CLASSPATH");
    assertThat(DIST.resolve("runtime/legal/java.base/ADDITIONAL_LICENSE_INFO")).exists();
  }

  @Test
  void nativeCodeOfOtherSystemsStaysOut() throws Exception {
    String netty = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch_64";
    for (Path file : jars(name -> !name.startsWith(OURS)).values()) {
      try (JarFile jar = new JarFile(file.toFile())) {
        List<String> foreign =
            jar.stream()
                .map(ZipEntry::getName)
                .filter(entry -> entry.matches(".*\\.(so|dll|dylib|jnilib)"))
                .filter(entry -> !entry.endsWith("_" + netty + ".so"))
                .toList();
        assertThat(foreign).as(file.toString()).isEmpty();
      }
    }
  }

  /** The name of the file that a component of the bill is. */
  private static String fileName(JsonObject component) {
    String name = component.get("name").getAsString();
    String version = component.get("version").getAsString();
    if (name.equals("openjdk")) {
      return name + "-" + Runtime.Version.parse(version).feature();
    }
    String classifier =
        found("[?&]classifier=([^&]+)", component.get("purl").getAsString())
            .map(found -> "-" + found.group(1))
            .collect(Collectors.joining());
    return name + "-" + version + classifier + ".jar";
  }

  private static JsonObject billOfMaterials() throws IOException {
    JsonObject bill = JsonParser.parseString(read("sbom.json")).getAsJsonObject();
    assertThat(bill.get("bomFormat").getAsString()).isEqualTo("CycloneDX");
    return bill;
  }

  /** The jars by their names. */
  private static SortedMap<String, Path> jars(Predicate<String> wanted) throws IOException {
    SortedMap<String, Path> jars = new TreeMap<>();
    try (Stream<Path> files = Files.walk(DIST.resolve("lib"))) {
      files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> wanted.test(file.getFileName().toString()))
          .forEach(file -> jars.put(file.getFileName().toString(), file));
    }
    return jars;
  }

  private static Stream<MatchResult> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  private static String read(String name) throws IOException {
    return Files.readString(DIST.resolve(name));
  }
}
