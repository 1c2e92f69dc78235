package io.actorproxy.registry;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.supervision.LiveHeap;
import io.actorproxy.time.ManualLoop;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What 200,000 instances take of the proxy's memory, beside their rows. */
final class ManyInstancesTest {
  private static final int INSTANCES = 200_000;
  private static final int CACHE_BYTES = 1 << 20;

  private final ManualLoop loop = new ManualLoop();
  private final SteppedLookups lookups = new SteppedLookups(loop);

  @Test
  void theyTakeNothingBeforeTheyAreCalledAndNoMoreThanTheirCacheAfterwards() throws Exception {
    lookups
        .store()
        .addInstances(
            IntStream.range(0, INSTANCES)
                .mapToObj(i -> new ActorKey("sys", "user", name(i)))
                .toList());
    long before = LiveHeap.bytes();
    SteppedInstances stepped =
        new SteppedInstances(lookups, loop.time(), Long.MAX_VALUE, CACHE_BYTES);
    stepped.registry().register(type("user").unnamed().build());
    stepped.registry().register(type("clerk").build());
    stepped.room().countIfDue(lookups.store());
    stepped.instances().lookUpNamed();
    lookups.read();
    loop.drain();
    long started = LiveHeap.bytes();

    for (int from = 0; from < INSTANCES; from += 100) {
      IntStream.range(from, from + 100).forEach(i -> stepped.instances().lookUp("sys", name(i)));
      lookups.read();
      loop.drain();
      assertThat(stepped.instances().isKnown(new ActorId("sys", "user", name(from)))).isTrue();
    }
    lookups.store().forgetWhatWasAsked();
    long called = LiveHeap.bytes();

    System.out.printf(
        "%d instances take %d bytes, and %d after each was called%n",
        INSTANCES, started - before, called - started);
    assertThat(stepped.instances().count()).isEqualTo(INSTANCES);
    assertThat(stepped.cache().bytes()).isBetween(CACHE_BYTES / 2L, (long) CACHE_BYTES);
    // What the collector leaves behind differs by some megabytes.
    assertThat(started - before).isLessThan(INSTANCES * 30L);
    assertThat(called - started).isLessThan(INSTANCES * 40L);
  }

  private static String name(int i) {
    return "user-%06d".formatted(i);
  }
}
