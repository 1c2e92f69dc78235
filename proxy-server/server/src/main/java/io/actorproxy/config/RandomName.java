package io.actorproxy.config;

import java.util.List;
import java.util.random.RandomGenerator;

/** Names for applications that have none: easy to say, easy to tell apart in a log. */
final class RandomName {
  private static final List<String> ADJECTIVES =
      List.of(
          "brave", "bright", "calm", "clever", "eager", "gentle", "happy", "keen", "lively",
          "lucky", "patient", "proud", "quick", "quiet", "steady", "sunny", "swift", "warm");
  private static final List<String> NOUNS =
      List.of(
          "badger", "beaver", "crane", "falcon", "finch", "fox", "hare", "heron", "ibis", "lark",
          "lynx", "marten", "otter", "owl", "robin", "seal", "stork", "wren");

  private RandomName() {}

  /** An adjective, a noun and a number below 10,000, joined by hyphens. */
  static String draw(RandomGenerator random) {
    return "%s-%s-%d"
        .formatted(
            ADJECTIVES.get(random.nextInt(ADJECTIVES.size())),
            NOUNS.get(random.nextInt(NOUNS.size())),
            random.nextInt(10_000));
  }
}
