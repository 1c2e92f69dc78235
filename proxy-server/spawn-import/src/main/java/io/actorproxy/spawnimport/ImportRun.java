package io.actorproxy.spawnimport;

import io.actorproxy.part.StoreAccess;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.SecretKey;

/** One run of the command: what it was asked for, and the store that it works on. */
record ImportRun(
    ImportArguments arguments, StoreAccess target, List<SecretKey> keys, PrintStream out) {
  int run() {
    if (!arguments.from().isEmpty() && !SpawnDatabase.supports(arguments.from())) {
      throw new IllegalArgumentException("Expected --from to be jdbc:postgresql: or jdbc:mariadb:");
    }
    try (StateStore store = target.opener().open()) {
      out.println(
          "%s. The store is %s: %s"
              .formatted(
                  arguments.apply() ? "Copying" : "A dry run: without --apply no actor is written",
                  store.name(),
                  store.durability()));
      return run(store);
    } catch (StoreException e) {
      out.println("Cannot open the store: " + e.getMessage());
      return ImportSpawn.EXIT_CANNOT_START;
    }
  }

  private int run(StateStore store) {
    if (arguments.from().isEmpty()) {
      return adopt(store);
    }
    try (SpawnDatabase database =
        SpawnDatabase.open(arguments.from(), arguments.user(), arguments.password())) {
      return copy(store, database, new SpawnCipher(keys, new SecureRandom()));
    } catch (SourceException e) {
      out.println(e.getMessage());
      return ImportSpawn.EXIT_CANNOT_START;
    }
  }

  private int copy(StateStore store, SpawnDatabase database, SpawnCipher cipher) {
    Long row = arguments.row();
    SpawnImport.Settings settings =
        new SpawnImport.Settings(
            arguments.apply(),
            arguments.system(),
            row == null ? null : new SpawnImport.ChosenRow(row, arguments.adopt().getFirst()),
            target.historyLimit(),
            target.stateMaxBytes());
    try {
      Report report =
          new SpawnImport(store, settings, TimeSource.SYSTEM, out::println).run(database, cipher);
      out.println(
          report.isClean()
              ? "Nothing was left behind."
              : "Not everything could be taken over, see the lines with !");
      return report.isClean() ? 0 : ImportSpawn.EXIT_NOT_ALL;
    } catch (SourceException e) {
      return interrupted("The source failed. " + e.getMessage());
    } catch (StoreException e) {
      return interrupted("The store failed: " + e.getMessage());
    }
  }

  private int adopt(StateStore store) {
    boolean all = true;
    try {
      for (ActorKey key : arguments.adopt()) {
        all &= Adopt.run(store, key, arguments.apply(), out::println);
      }
      return all ? 0 : ImportSpawn.EXIT_NOT_ALL;
    } catch (StoreException e) {
      return interrupted("The store failed: " + e.getMessage());
    }
  }

  private int interrupted(String why) {
    out.println(why);
    out.println("What was copied before stays; run the same command again to continue.");
    return ImportSpawn.EXIT_NOT_ALL;
  }
}
