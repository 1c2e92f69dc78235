package io.actorproxy.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInDiagram;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.part.PartCommand;
import io.actorproxy.part.ServerPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The code depends only as docs/dependencies.puml draws it, and each library has its place. */
@AnalyzeClasses(
    packages = "io.actorproxy",
    importOptions = {DoNotIncludeTests.class, DependenciesTest.WithoutTestkit.class})
final class DependenciesTest {
  /** The testkit and the verification are main code of their modules, but only tests use them. */
  static final class WithoutTestkit implements ImportOption {
    private static final Pattern FOR_TESTS =
        Pattern.compile(
            ".*/io/actorproxy/(statestore/testkit|sdks|process|turns|members|rolling|verify|endurance|population)/.*");

    @Override
    public boolean includes(Location location) {
      return !location.matches(FOR_TESTS) && !location.contains("-tests.jar");
    }
  }

  private static final Path PICTURE = Path.of("../../docs/dependencies.puml");
  private static final Pattern STEREOTYPE = Pattern.compile("<<(.+?)>>");
  private static final Pattern COMPONENT =
      Pattern.compile("^\\[.+?] (<<.+>>) as (\\w+)$", Pattern.MULTILINE);
  private static final Pattern ARROW = Pattern.compile("^(\\w+) --> (\\w+)$", Pattern.MULTILINE);
  private static final String SERVER = "io.actorproxy.server..";
  private static final String CONFIG = "io.actorproxy.config..";
  private static final String[] VOCABULARY = {"io.actorproxy.invocation..", "io.actorproxy.time.."};

  /** A method: surefire may look for tests in another folder than the one it runs them in. */
  @ArchTest
  static void packagesUseOnlyWhatThePictureShows(JavaClasses classes) {
    classes()
        .that()
        .resideOutsideOfPackages(SERVER, CONFIG)
        .and()
        .resideOutsideOfPackages(VOCABULARY)
        .and()
        .doNotHaveSimpleName("package-info")
        .should(adhereToPlantUmlDiagram(PICTURE, consideringOnlyDependenciesInDiagram()))
        .because("an arrow that is right, and points down, belongs into docs/dependencies.puml")
        .check(classes);
  }

  @ArchTest
  static void everyArrowOfThePictureIsUsed(JavaClasses classes) throws IOException {
    String picture = Files.readString(PICTURE);
    Map<String, String[]> components =
        COMPONENT
            .matcher(picture)
            .results()
            .collect(Collectors.toMap(c -> c.group(2), c -> packages(c.group(1))));
    List<MatchResult> arrows = ARROW.matcher(picture).results().toList();
    Predicate<MatchResult> isUsed =
        arrow ->
            usedBy(requireNonNull(components.get(arrow.group(1))), classes)
                .anyMatch(resideInAnyPackage(requireNonNull(components.get(arrow.group(2)))));

    assertThat(arrows).extracting(MatchResult::group).isNotEmpty().doesNotHaveDuplicates();
    assertThat(arrows.stream().filter(isUsed.negate()).map(MatchResult::group)).isEmpty();
  }

  private static String[] packages(String stereotypes) {
    return STEREOTYPE
        .matcher(stereotypes)
        .results()
        .map(found -> found.group(1))
        .toArray(String[]::new);
  }

  private static Stream<JavaClass> usedBy(String[] packages, JavaClasses classes) {
    return classes.stream()
        .filter(resideInAnyPackage(packages))
        .flatMap(user -> user.getDirectDependenciesFromSelf().stream())
        .map(Dependency::getTargetClass);
  }

  @ArchTest
  static void everyPackageIsInThePicture(JavaClasses classes) throws IOException {
    List<PackageMatcher> known =
        Stream.of(
                Stream.of(packages(Files.readString(PICTURE))),
                Stream.of(VOCABULARY),
                Stream.of(SERVER, CONFIG))
            .flatMap(Function.identity())
            .map(PackageMatcher::of)
            .toList();

    Stream<String> packages = classes.stream().map(JavaClass::getPackageName).distinct();

    assertThat(packages)
        .allMatch(name -> known.stream().anyMatch(matcher -> matcher.matches(name)));
  }

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.actorproxy.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noOtherPackageUsesTheServer =
      noClasses()
          .that()
          .resideOutsideOfPackage(SERVER)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SERVER);

  @ArchTest
  static final ArchRule onlyTheServerUsesTheConfiguration =
      noClasses()
          .that()
          .resideOutsideOfPackages(SERVER, CONFIG)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CONFIG);

  /** What others use cannot be left out. The parts are those that the server would find. */
  @ArchTest
  static void nothingUsesAPart(JavaClasses classes) {
    List<Class<?>> parts =
        Stream.of(ServerPart.class, PartCommand.class)
            .flatMap(service -> ServiceLoader.load(service).stream())
            .<Class<?>>map(Provider::type)
            .toList();

    assertThat(parts).hasSizeGreaterThan(1);
    for (Class<?> part : parts) {
      DescribedPredicate<JavaClass> itsOwn = inTheJarOf(part);
      assertThat(classes.stream().filter(itsOwn)).isNotEmpty();
      noClasses().that(are(not(itsOwn))).should().dependOnClassesThat(itsOwn).check(classes);
    }
  }

  private static DescribedPredicate<JavaClass> inTheJarOf(Class<?> part) {
    String jar = part.getProtectionDomain().getCodeSource().getLocation().getPath();
    return describe(
        "in the jar of " + part.getSimpleName(),
        type -> type.getSource().filter(s -> s.getUri().toString().contains(jar)).isPresent());
  }

  @ArchTest
  static final ArchRule aConfiguredPartIsARecord =
      classes()
          .that()
          .areAssignableTo(ConfiguredPart.class)
          .and()
          .areNotInterfaces()
          .should()
          .beRecords()
          .because("configurations are compared");

  @ArchTest
  static final ArchRule theVocabularyUsesNothingOfOurs =
      classes()
          .that()
          .resideInAnyPackage(VOCABULARY)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.actorproxy.invocation..",
              "io.actorproxy.time..",
              "io.actorproxy.statestore",
              "com.google.protobuf..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule theStoreSpiSpeaksInBytesAndNames =
      classes()
          .that()
          .resideInAnyPackage("io.actorproxy.statestore", "io.actorproxy.statestore.cluster")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.actorproxy.statestore",
              "io.actorproxy.statestore.cluster",
              "java..",
              "javax.crypto..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule nettyStaysWhereTheEventLoopsAre =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              SERVER,
              "io.actorproxy.cluster.link..",
              "io.actorproxy.http..",
              "io.actorproxy.ingress..",
              "io.actorproxy.host..",
              "io.actorproxy.loops..",
              "io.actorproxy.memory..",
              "io.actorproxy.supervision..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule grpcStaysInTheMemberLink =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.actorproxy.cluster.link..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..");

  @ArchTest
  static final ArchRule hazelcastStaysInItsModule =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.actorproxy.cluster.hazelcast..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.hazelcast..");

  @ArchTest
  static final ArchRule jdbcStaysInTheDriversAndTheImport =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.actorproxy.statestore.*..", "io.actorproxy.spawnimport..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "org.sqlite..",
              "org.postgresql..",
              "org.mariadb..",
              "com.zaxxer..",
              "org.flywaydb..");

  @ArchTest
  static final ArchRule micrometerStaysInMetrics =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.actorproxy.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..");
}
