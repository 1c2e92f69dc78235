package io.actorproxy.verify;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a program may do besides adding to numbers and reading them. */
enum Feature {
  SETS,
  CHECKPOINTS,
  ASYNC,
  DEADLINES,
  EFFECTS,
  SCHEDULES,
  IDEMPOTENCY,
  /** Asynchronous calls that are stored before they are acknowledged. */
  DURABLE;

  /** Reads names separated by commas; {@code counters} stands for none of them. */
  static Set<Feature> parse(String names) {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    for (String name : names.split(",")) {
      if (!name.equals("counters")) {
        features.add(of(name));
      }
    }
    return features;
  }

  private static Feature of(String name) {
    return Arrays.stream(values())
        .filter(feature -> feature.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("expected some of " + names() + ", but was " + name));
  }

  static String names() {
    return Arrays.toString(values()).toLowerCase(Locale.ROOT);
  }
}
