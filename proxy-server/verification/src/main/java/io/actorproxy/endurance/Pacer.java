package io.actorproxy.endurance;

import io.actorproxy.process.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps the machine below a share of its processors: looks at how busy it was, and lets callers
 * pause more or less between two calls. Thread safe.
 */
final class Pacer {
  private static final double PAUSE_MILLIS_MAX = 10_000;

  private final double target;
  private volatile double pauseMillis = 200;
  private long total;
  private long idle;
  private double busySum;
  private double busyMax;
  private int looks;

  Pacer(double target) throws IOException {
    this.target = target;
    look();
  }

  /** Between two calls of a caller. */
  void pause() {
    double millis = pauseMillis;
    Pause.millis((long) (millis * ThreadLocalRandom.current().nextDouble(0.5, 1.5)));
  }

  /** To be called every second or so. */
  void adjust() throws IOException {
    double busy = look();
    busySum += busy;
    busyMax = Math.max(busyMax, busy);
    looks++;
    double factor = Math.clamp(busy / target, 0.8, 1.6);
    pauseMillis = Math.clamp(pauseMillis * factor, 1, PAUSE_MILLIS_MAX);
  }

  /** How busy the machine was, over the run and in its busiest second. */
  String figures() {
    return "machine busy %.0f %% on average, %.0f %% at the most"
        .formatted(100 * busySum / Math.max(1, looks), 100 * busyMax);
  }

  private double look() throws IOException {
    String[] columns = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
    long all = 0;
    for (int i = 1; i < columns.length; i++) {
      all += Long.parseLong(columns[i]);
    }
    // Idle, and waiting for a disk.
    long resting = Long.parseLong(columns[4]) + Long.parseLong(columns[5]);
    double busy = all == total ? 0 : 1 - (double) (resting - idle) / (all - total);
    total = all;
    idle = resting;
    return busy;
  }
}
