package io.actorproxy.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaFieldAccess.AccessType;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.actorproxy.loops.OnLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One name means one thing, and a question changes nothing. */
@AnalyzeClasses(
    packages = "io.actorproxy",
    importOptions = {DoNotIncludeTests.class, DependenciesTest.WithoutTestkit.class})
final class TidyTest {
  private static final String[] CORE = {
    "io.actorproxy.delivery..",
    "io.actorproxy.entity..",
    "io.actorproxy.host..",
    "io.actorproxy.memory..",
    "io.actorproxy.registry..",
    "io.actorproxy.routing..",
    "io.actorproxy.state..",
    "io.actorproxy.store..",
    "io.actorproxy.supervision..",
    "io.actorproxy.system..",
    "io.actorproxy.workflow..",
  };
  private static final String ENTITY = "io.actorproxy.entity";
  private static final Pattern QUESTION = Pattern.compile("(is|has|was|are)\\p{Upper}.*");

  private static final Set<String> CHANGES =
      Set.of(
          "add",
          "addAll",
          "addFirst",
          "addLast",
          "clear",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "merge",
          "offer",
          "poll",
          "pollFirst",
          "pollLast",
          "pop",
          "push",
          "put",
          "putAll",
          "putIfAbsent",
          "remove",
          "removeAll",
          "removeFirst",
          "removeIf",
          "removeLast",
          "replace",
          "retainAll");
  private static final String ATOMIC = "java.util.concurrent.atomic";
  private static final Pattern LOOKS = Pattern.compile("get|sum|\\w+Value|length");
  private static final Pattern MAIN_TYPE =
      Pattern.compile(".*/src/main/java/(?<package>[\\w/]+)/(?<name>[\\w-]+)\\.java");
  private static final Pattern VERIFICATION =
      Pattern.compile(
          "io/actorproxy/(sdks|verify|endurance|population|process|turns|members|rolling)");
  private static final Pattern DRIVER =
      Pattern.compile("io/actorproxy/statestore/(memory|sqlite|postgres|mariadb)");

  @ArchTest
  static void aQuestionChangesNothing(JavaClasses classes) {
    assertThat(
            classes.stream()
                .filter(resideInAnyPackage(CORE))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> QUESTION.matcher(method.getName()).matches())
                .filter(method -> changesSomething(method, new HashSet<>()))
                .map(method -> method.getOwner().getSimpleName() + "." + method.getName()))
        .isEmpty();
  }

  private static final DescribedPredicate<JavaClass> ON_A_LOOP =
      describe(
          "of an event loop",
          type ->
              type.isAnnotatedWith(OnLoop.class)
                  || type.getEnclosingClass()
                      .map(outer -> outer.isAnnotatedWith(OnLoop.class))
                      .orElse(false));

  @ArchTest
  static final ArchRule onlyItsLoopTouchesAnActivation =
      noClasses()
          .that(are(not(ON_A_LOOP)))
          .should()
          .callMethodWhere(
              describe(
                  "activations",
                  call ->
                      ON_A_LOOP.test(call.getTargetOwner())
                          && call.getTargetOwner().getPackageName().equals(ENTITY)
                          && call.getTarget()
                              .resolveMember()
                              .filter(method -> method.getModifiers().contains(STATIC))
                              .isEmpty()));

  /** Also through the methods of the core that it calls. */
  private static boolean changesSomething(JavaMethod method, Set<JavaMethod> seen) {
    return seen.add(method)
        && (method.getFieldAccesses().stream().anyMatch(TidyTest::assigns)
            || method.getMethodCallsFromSelf().stream()
                .anyMatch(call -> changesAField(call, method))
            || method.getMethodCallsFromSelf().stream()
                .filter(call -> resideInAnyPackage(CORE).test(call.getTargetOwner()))
                .flatMap(call -> call.getTarget().resolveMember().stream())
                .anyMatch(called -> changesSomething(called, seen)));
  }

  private static boolean assigns(JavaFieldAccess access) {
    return access.getAccessType() == AccessType.SET;
  }

  /** What has the type of a field that the method reads is taken for that field. */
  private static boolean changesAField(JavaMethodCall call, JavaMethod method) {
    return changes(call)
        && method.getFieldAccesses().stream()
            .anyMatch(field -> field.getTarget().getRawType().equals(call.getTargetOwner()));
  }

  private static boolean changes(JavaMethodCall call) {
    String owner = call.getTargetOwner().getPackageName();
    return owner.equals(ATOMIC)
        ? !LOOKS.matcher(call.getName()).matches()
        : owner.startsWith("java.util")
            && CHANGES.contains(call.getName())
            && isOfACollection(call.getTargetOwner());
  }

  /** The rules know no more of libraries than the names of their classes. */
  private static boolean isOfACollection(JavaClass type) {
    Class<?> loaded = type.reflect();
    return Collection.class.isAssignableFrom(loaded) || Map.class.isAssignableFrom(loaded);
  }

  @Test
  void aChangeOfWhatAFieldHoldsIsSeenAndOneOfAVariableIsNot() {
    assertThat(
            new ClassFileImporter()
                .importClass(Questions.class).getMethods().stream()
                    .filter(method -> changesSomething(method, new HashSet<>()))
                    .map(JavaMethod::getName))
        .containsExactlyInAnyOrder("isNext", "wasAsked");
  }

  private static final class Questions {
    private final Queue<String> waiting = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();

    boolean isNext(String name) {
      return name.equals(waiting.poll());
    }

    boolean wasAsked() {
      return asked.getAndIncrement() > 0;
    }

    boolean isWaiting(String name) {
      return waiting.contains(name) && asked.get() > 0;
    }

    static boolean hasBoth(List<String> names) {
      Set<String> all = new HashSet<>(names);
      return all.remove("a") && all.remove("b");
    }
  }

  /** Drivers are alternatives of each other, so the same part has the same name in each. */
  @Test
  void aNameOfATypeIsUsedOnce() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../.."))) {
      Map<String, Set<String>> packages =
          files
              .map(Path::toString)
              .map(MAIN_TYPE::matcher)
              .filter(Matcher::matches)
              .filter(type -> !type.group("name").endsWith("-info"))
              .filter(type -> !VERIFICATION.matcher(type.group("package")).matches())
              .collect(
                  groupingBy(
                      type -> type.group("name"),
                      mapping(
                          type -> DRIVER.matcher(type.group("package")).replaceFirst("a driver"),
                          toCollection(TreeSet::new))));
      packages.values().removeIf(places -> places.size() == 1);

      assertThat(packages).isEmpty();
    }
  }
}
