package io.actorproxy.verify;

import io.actorproxy.verify.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/** The operations of one client, as its seed has it. */
final class Program {
  private final String client;
  private final Random random;
  private final Cast cast;
  private final Set<Feature> features;
  private final LongSupplier clock;
  private final int farthestMillis;
  private long operations;

  /**
   * A program of the client of this name.
   *
   * @param clock tells when scheduled calls are due
   * @param farthestMillis how far ahead some of them are; most are not farther than 3 s
   */
  Program(
      String client,
      long seed,
      Cast cast,
      Set<Feature> features,
      LongSupplier clock,
      int farthestMillis) {
    this.client = client;
    this.random = new Random(seed);
    this.cast = cast;
    this.features = features;
    this.clock = clock;
    this.farthestMillis = farthestMillis;
  }

  Operation next() {
    String id = client + Long.toString(operations++, Character.MAX_RADIX);
    int dice = random.nextInt(100);
    if (dice < 25) {
      return operation(id, cast.any(random), dice < 20 ? Kind.READ : Kind.GET);
    }
    if (dice < 32 && has(Feature.SCHEDULES)) {
      return new Operation(id, cast.any(random), Kind.SCHEDULE, timeToCome(), List.of(), "", 0);
    }
    if (dice < 40 && has(Feature.IDEMPOTENCY)) {
      return keyed(id);
    }
    if (dice < 44 && has(Feature.ASYNC)) {
      return operation(id, cast.any(random), Kind.ADD_ASYNC);
    }
    if (dice < 47 && has(Feature.DURABLE)) {
      return operation(id, cast.any(random), Kind.ADD_DURABLE);
    }
    return operation(id, cast.any(random), kindOfWrite(dice));
  }

  /** Whether something happens that does so once in {@code times}. */
  boolean onceIn(int times) {
    return random.nextInt(times) == 0;
  }

  private Kind kindOfWrite(int dice) {
    if (dice < 52 && has(Feature.SETS)) {
      return Kind.SET;
    }
    return dice < 60 && has(Feature.CHECKPOINTS) ? Kind.ADD_AND_SAVE : Kind.ADD;
  }

  /** An actor keeps few keys, so those that get much of the load are left out. */
  private Operation keyed(String id) {
    return new Operation(
        id, cast.anyInstance(random), Kind.ADD, amount(), List.of(), "key-" + id, 0);
  }

  private Operation operation(String id, String actor, Kind kind) {
    boolean writes = kind != Kind.READ && kind != Kind.GET;
    List<Target> targets = writes && onceIn(4) ? targets(actor) : List.of();
    int timeout = has(Feature.DEADLINES) && onceIn(20) ? 1 + random.nextInt(300) : 0;
    return new Operation(id, actor, kind, amount(), targets, "", timeout);
  }

  private List<Target> targets(String actor) {
    List<Target> targets = new ArrayList<>();
    if (has(Feature.EFFECTS)) {
      int number = 1 + random.nextInt(3);
      for (int i = 0; i < number; i++) {
        boolean later = has(Feature.SCHEDULES) && onceIn(8);
        targets.add(new Target(cast.neighbour(actor, random), i, later ? timeToCome() : 0));
      }
    }
    return targets;
  }

  private long timeToCome() {
    int farthest = onceIn(10) ? farthestMillis : Math.min(3_000, farthestMillis);
    return clock.getAsLong() + 100 + random.nextInt(farthest);
  }

  private long amount() {
    return 1 + random.nextInt(1_000_000);
  }

  private boolean has(Feature feature) {
    return features.contains(feature);
  }
}
