package io.actorproxy.rolling;

import io.actorproxy.members.Member;
import io.actorproxy.members.Members;
import io.actorproxy.process.Database;
import io.actorproxy.process.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code ./proxy verify --cluster} with {@code --rolling}, {@code --takeover} or {@code
 * --scale-out} starts.
 */
public final class RollingMain {
  public static final String USAGE =
      """
      usage: ./proxy verify --cluster [--rolling N] [--takeover N] [--scale-out] [options]

        --rolling N      N times, restarts all members one by one under load: failed calls, and how
                         long actors pause
        --takeover N     N times, kill -9 of a proxy: how long until an actor of it answers
        --scale-out      from one member to all, one after the other, under load: how long slots
                         move, failed calls, how much slower answers are; 100000 actors if not given
        --rate R         calls each second during rolling restarts and joins; 2000 if not given
        --stop ORDER     proxy-first (the default): the host ends when its proxy has ended; at-once:
                         both get SIGTERM together
        --store NAME, --members N, --actors N
      """;

  private RollingMain() {}

  public static void main(List<String> arguments) throws IOException, InterruptedException {
    RollingOptions options;
    try {
      options = RollingOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("verify: " + e.getMessage() + "\n\n" + USAGE);
      System.exit(2);
      return;
    }
    System.out.println("verify: " + options);
    Path directory =
        Path.of("target", "verify", "rolling-" + ProcessHandle.current().pid()).toAbsolutePath();
    Files.createDirectories(directory);
    boolean isOk = true;
    try (Members members =
        new Members(
            database(options.store(), directory),
            directory,
            CountingHost.class,
            CountingHost.registration(),
            options.isScaleOut() ? ScaleOut.SETTINGS : Map.of(),
            false)) {
      for (int i = 0; i < options.members(); i++) {
        members.add();
      }
      if (options.isScaleOut()) {
        isOk = new ScaleOut(members, options, System.out).run();
      }
      for (Member member : members.all()) {
        if (!member.isRunning()) {
          member.start();
        }
      }
      if (options.takeovers() > 0) {
        isOk &= new Takeovers(members, options, System.out).run();
      }
      if (options.rolling() > 0) {
        isOk &= new RollingRestarts(members, options, System.out).run();
      }
    }
    System.out.println("logs and data: " + directory);
    System.exit(isOk ? 0 : 1);
  }

  private static Database database(String store, Path directory) throws IOException {
    Path log = directory.resolve("database.log");
    return store.equals("mariadb")
        ? DatabaseServer.mariadb(directory, log)
        : DatabaseServer.postgres(directory, log);
  }
}
