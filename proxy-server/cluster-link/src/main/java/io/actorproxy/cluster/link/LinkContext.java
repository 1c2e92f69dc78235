package io.actorproxy.cluster.link;

import io.actorproxy.cluster.MemberInbox;
import io.actorproxy.loops.Partition;
import io.actorproxy.loops.Transport;
import io.actorproxy.time.TimeSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all links of a process share.
 *
 * @param random gives nonces that cannot be guessed, on any thread
 * @param certificates null if there are none
 */
record LinkContext(
    LinkConfig config,
    Handshake handshake,
    @Nullable Certificates certificates,
    Transport transport,
    List<Partition> partitions,
    TimeSource time,
    RandomGenerator random,
    MemberInbox inbox) {
  /** The loop for the connections to a member. */
  Partition partitionFor(long epoch) {
    return partitions.get(Math.floorMod(epoch, partitions.size()));
  }

  /** The loop that calls this. */
  Partition currentPartition() {
    for (Partition partition : partitions) {
      if (partition.isCurrent()) {
        return partition;
      }
    }
    throw new IllegalStateException("not called on a loop");
  }
}
