package io.actorproxy.rolling;

import io.actorproxy.members.Member;
import io.actorproxy.members.Members;
import io.actorproxy.process.DatabaseServer;
import io.actorproxy.process.Pause;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code ./proxy demo --cluster} shows: actors spread over three members, one of which is
 * killed, and a restart of all of them while calls continue. Ends with status 0 if everything was
 * as it says, and leaves no process and no file behind.
 */
public final class ClusterDemo {
  private static final List<String> COUNTERS =
      List.of(
          "ada", "bob", "cleo", "dan", "eve", "finn", "gita", "hugo", "ines", "jan", "kim", "lea");
  private static final int TIMEOUT_MILLIS = 15_000;
  private static final int CALLS_PER_SECOND = 200;
  private static final int SPREAD_LOOKS_MAX = 100;

  private final Members members;
  private final PrintStream out;
  private final Map<String, Integer> counts = new HashMap<>();

  /** Something is not as the demo says. */
  private static final class Failed extends Exception {
    Failed(String message) {
      super(message);
    }
  }

  private record Place(int count, int member) {}

  private ClusterDemo(Members members, PrintStream out) {
    this.members = members;
    this.out = out;
  }

  static void main() throws IOException {
    Path directory =
        Files.createDirectories(
            Path.of("target", "demo-" + ProcessHandle.current().pid()).toAbsolutePath());
    boolean isOk = run(directory, System.out);
    if (isOk) {
      delete(directory);
    } else {
      System.out.println("Logs and data: " + directory);
    }
    System.exit(isOk ? 0 : 1);
  }

  /** Whether everything was as it says; its data and logs are in the directory. */
  static boolean run(Path directory, PrintStream out) throws IOException {
    out.println(
        "\n1. Start a PostgreSQL, and three members of a cluster: each a proxy and its host.");
    try (Members members =
        new Members(
            DatabaseServer.postgres(directory, directory.resolve("database.log")),
            directory,
            CountingHost.class,
            CountingHost.registration(),
            Map.of(),
            false)) {
      new ClusterDemo(members, out).run();
      return true;
    } catch (Failed | IOException failed) {
      out.println("\nThe demo failed: " + failed.getMessage());
      return false;
    }
  }

  private void run() throws Failed, IOException {
    for (int i = 0; i < 3; i++) {
      Member member = members.add();
      member.start();
      say(member + ": callers use http://localhost:" + member.port());
    }
    spread();
    killOne();
    restartAll();
    compare();
    out.println("\nOne member was killed, all were restarted, and no count was lost.");
  }

  private void spread() throws Failed {
    title("2. Call twelve counters, each through any member. Each of them lives at one member:");
    say("that one has it in memory, and runs its calls one after the other.");
    Callers callers = new Callers(members.ports());
    Map<Integer, List<String>> places = call(callers);
    for (int i = 0; places.size() < 3 && i < SPREAD_LOOKS_MAX; i++) {
      // Slots move to a member for a moment after it has joined.
      Pause.millis(100);
      places = call(callers);
    }
    show(places);
    check(places.size() == 3, "not every member has an actor");
  }

  private void killOne() throws Failed, IOException {
    title("3. kill -9 the proxy of member 2, and call its counters through the others.");
    Callers callers = new Callers(members.ports());
    List<String> victims = call(callers).getOrDefault(2, List.of());
    Member member = members.all().get(1);
    say("$ kill -9 " + member.proxy().pid());
    long begin = System.nanoTime();
    member.proxy().kill9();
    for (String counter : victims) {
      Place place = call(callers, counter, 2);
      say(
          "%s: %d, at member %d now, %.1f s after the kill"
              .formatted(
                  counter, place.count(), place.member(), (System.nanoTime() - begin) / 1e9));
    }
    say("The others did not notice. Start it again, and it gets its share back:");
    member.startProxy();
    Map<Integer, List<String>> places = call(callers);
    for (int i = 0; places.size() < 3 && i < SPREAD_LOOKS_MAX; i++) {
      Pause.millis(100);
      places = call(callers);
    }
    show(places);
    check(places.size() == 3, "the member that is back has no actor");
  }

  private void restartAll() throws Failed, IOException {
    title(
        "4. Restart all three, one after the other, as a deployment does, while %d calls arrive each second."
            .formatted(CALLS_PER_SECOND));
    SteadyLoad load =
        new SteadyLoad(
            new Callers(members.ports()), CALLS_PER_SECOND, COUNTERS, members.all().size());
    try (load) {
      Pause.millis(1_000);
      for (Member member : members.all()) {
        long begin = System.nanoTime();
        load.longest();
        member.proxy().stop();
        member.stopHost();
        member.start();
        Pause.millis(500);
        long longest = load.longest().stream().mapToLong(Long::longValue).max().orElse(0);
        say(
            "%s is back after %.1f s; the longest call meanwhile took %d ms"
                .formatted(member, (System.nanoTime() - begin) / 1e9, longest / 1_000_000));
      }
    }
    say("%d calls, %s failed".formatted(load.made(), load.failures().isEmpty() ? "none" : "some"));
    check(load.failures().isEmpty(), "calls failed: " + load.failures());
    counts.merge("", (int) load.made(), Integer::sum);
  }

  private void compare() throws Failed {
    title("5. Compare: the counters must have counted every call that was answered, once.");
    int answered = counts.values().stream().mapToInt(Integer::intValue).sum();
    Callers callers = new Callers(members.ports());
    int counted = 0;
    for (String counter : COUNTERS) {
      // The call that asks is counted, too.
      counted += call(callers, counter, 0).count() - 1;
    }
    say("answered: %d, counted: %d".formatted(answered, counted));
    check(counted == answered, "the counters have counted something else");
  }

  /** Calls all counters; returns them by the member at which they ran. */
  private Map<Integer, List<String>> call(Callers callers) throws Failed {
    Map<Integer, List<String>> places = new TreeMap<>();
    for (int i = 0; i < COUNTERS.size(); i++) {
      Place place = call(callers, COUNTERS.get(i), i);
      places.computeIfAbsent(place.member(), _ -> new ArrayList<>()).add(COUNTERS.get(i));
    }
    return places;
  }

  private Place call(Callers callers, String counter, int first) throws Failed {
    Callers.Answer answer = callers.call(first, CountingHost.call(counter, TIMEOUT_MILLIS));
    check(answer.isOk(), "the call of " + counter + " failed: " + answer.text());
    counts.merge(counter, 1, Integer::sum);
    String[] words = answer.text().split(" ");
    return new Place(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
  }

  private void show(Map<Integer, List<String>> places) {
    places.forEach(
        (member, counters) -> say("member %d: %s".formatted(member, String.join(", ", counters))));
  }

  private void title(String text) {
    out.println("\n" + text);
  }

  private void say(String text) {
    out.println("   " + text);
  }

  private static void check(boolean holds, String otherwise) throws Failed {
    if (!holds) {
      throw new Failed(otherwise);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
