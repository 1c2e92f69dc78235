package io.actorproxy.statestore.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreLockedException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A process of its own that opens a store, does something and tells about it in lines. */
final class StoreProcess implements AutoCloseable {

  static final int MAX_STATE_BYTES = 1 << 20;

  private final Process process;
  private final BufferedReader lines;

  private StoreProcess(Process process) {
    this.process = process;
    this.lines = process.inputReader(UTF_8);
  }

  /** Starts {@link #main} with these arguments. */
  static StoreProcess start(String... arguments) throws IOException {
    return startBehind(List.of(), arguments);
  }

  /** The same, with a command in front of the one that starts it. */
  static StoreProcess startBehind(List<String> prefix, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    // Beside the data, so that the native library of a killed process is deleted with the test.
    command.add("-Dorg.sqlite.tmpdir=" + Path.of(arguments[1]).getParent());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(StoreProcess.class.getName());
    command.addAll(List.of(arguments));
    return new StoreProcess(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
  }

  /** The next line it tells, or null after its end. */
  @Nullable String readLine() throws IOException {
    return lines.readLine();
  }

  /** All it tells until it ends. */
  List<String> readLines() {
    return lines.lines().toList();
  }

  long pid() {
    return process.pid();
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.toHandle().destroyForcibly(); // Process itself would throw away what was told.
  }

  @Override
  public void close() throws IOException {
    kill();
    process.onExit().join();
    lines.close();
  }

  static ActorKey actor(int number) {
    return new ActorKey("shop", "cart", "cart-" + number);
  }

  /** The state of an actor at a revision, of a size that differs from one to the next. */
  static byte[] stateOf(ActorKey actor, long revision) {
    return (actor.name() + "@" + revision + ";")
        .repeat((int) (revision * 37 % 500))
        .getBytes(UTF_8);
  }

  /**
   * Does one thing to a store.
   *
   * @param arguments what to do, the data directory, and more
   */
  public static void main(String[] arguments) throws Exception {
    StoreSettings settings = new StoreSettings(Path.of(arguments[1]), MAX_STATE_BYTES, Map.of());
    try (StateStore store = new SqliteStoreDriver().open(settings)) {
      switch (arguments[0]) {
        case "hold" -> hold();
        case "save-until-killed" ->
            saveUntilKilled(store, new Random(Long.parseLong(arguments[2])));
        case "save-until-full" -> saveUntilFull(store);
        case "rewrite" -> rewrite(store, Integer.parseInt(arguments[2]));
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    } catch (StoreLockedException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }

  private static void hold() throws IOException {
    System.out.println("opened");
    System.in.read();
  }

  /** What an actor sends when it is saved at a revision, and consumes at the next one. */
  static Message messageOf(int number, long revision) {
    return Message.untried(
        new MessageId(number, revision),
        MessageKind.EFFECT,
        actor(number),
        number % 3,
        revision * 100 + number,
        revision,
        stateOf(actor(number), revision + 1));
  }

  /**
   * Tells of each batch before it is saved, and again afterwards. Each save takes in what the one
   * before it has sent.
   */
  private static void saveUntilKilled(StateStore store, Random random) throws StoreException {
    while (true) {
      List<Save> batch = new ArrayList<>();
      StringBuilder names = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        if (random.nextInt(4) == 0) {
          ActorKey actor = actor(i);
          long revision = store.snapshots().load(actor).map(Snapshot::revision).orElse(0L);
          batch.add(
              new Save(
                  actor,
                  revision,
                  stateOf(actor, revision + 1),
                  1,
                  true,
                  List.of(messageOf(i, revision + 1)),
                  revision == 0 ? List.of() : List.of(messageOf(i, revision).id())));
          names.append(' ').append(i);
        }
      }
      System.out.println("saving" + names + ".");
      store.snapshots().save(batch);
      System.out.println("saved.");
    }
  }

  /**
   * A state that differs everywhere from the one before: pages that stay the same are not written.
   */
  static byte[] changed(long revision) {
    byte[] state = new byte[90_000];
    Arrays.fill(state, (byte) revision);
    return state;
  }

  /** Saves one actor again and again, each revision twice if need be, and tells how far it came. */
  private static void rewrite(StateStore store, int times) throws StoreException {
    int failures = 0;
    // A reader stays connected, so that the end of the writer's connection does not empty the log.
    store.snapshots().load(actor(0));
    for (int revision = 0; revision < times; revision++) {
      List<Save> save = List.of(new Save(actor(0), revision, changed(revision), 1));
      try {
        store.snapshots().save(save);
      } catch (StoreUnavailableException e) {
        failures++;
        store.snapshots().save(save);
      }
    }
    System.out.println("saved " + times + ", failed " + failures);
  }

  /** Tells the first failure, how often it saved, how often it probed and how much it can load. */
  private static void saveUntilFull(StateStore store) throws StoreException {
    int saved = 0;
    for (int bytes = 100_000; bytes > 0; ) {
      try {
        store.snapshots().save(List.of(new Save(actor(saved), 0, new byte[bytes], 1)));
        saved++;
      } catch (StoreUnavailableException e) {
        System.out.println(e.getMessage());
        bytes /= 8;
      }
    }
    System.out.println("saved " + saved);
    System.out.println(probeUntilFull(store));
    int loaded = 0;
    while (store.snapshots().load(actor(loaded)).isPresent()) {
      loaded++;
    }
    System.out.println("loaded " + loaded);
  }

  /** A probe needs less space than a save, so a few may pass before one fails. */
  private static String probeUntilFull(StateStore store) throws StoreException {
    for (int i = 0; i < 100; i++) {
      try {
        store.probe();
      } catch (StoreUnavailableException e) {
        return "the probe failed";
      }
    }
    return "no probe failed";
  }
}
