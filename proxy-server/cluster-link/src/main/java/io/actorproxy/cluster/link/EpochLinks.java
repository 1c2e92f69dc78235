package io.actorproxy.cluster.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The links of one membership of this process. They end with it. */
final class EpochLinks {
  private final LinkContext context;
  private final long me;
  private final String address;
  private final LongFunction<@Nullable String> addresses;
  private final Map<Long, Peer> peers = new ConcurrentHashMap<>();
  private volatile boolean isOver;

  /**
   * @param address where this member's link listens
   * @param addresses where those of the others do, by their epochs
   */
  EpochLinks(
      LinkContext context, long me, String address, LongFunction<@Nullable String> addresses) {
    this.context = context;
    this.me = me;
    this.address = address;
    this.addresses = addresses;
  }

  LinkContext context() {
    return context;
  }

  long me() {
    return me;
  }

  Hello hello(long to) {
    return context.handshake().hello(me, to, address);
  }

  @Nullable String addressOf(long epoch) {
    return addresses.apply(epoch);
  }

  Peer peer(long epoch) {
    Peer peer = peers.get(epoch);
    return peer != null ? peer : peers.computeIfAbsent(epoch, e -> new Peer(this, e));
  }

  /** Forgets those that are no members any more and have no link. */
  void onMembers() {
    peers.values().removeIf(peer -> addressOf(peer.epoch()) == null && peer.isUnused());
  }

  boolean isOver() {
    return isOver;
  }

  /** Begins to close all links; what was taken in is answered. */
  void end() {
    isOver = true;
    peers.values().forEach(Peer::end);
  }

  /** Whether no link is left. */
  boolean hasEnded() {
    return peers.values().stream().allMatch(Peer::hasEnded);
  }

  /** Ends what is left. */
  void abort(String reason) {
    peers.values().forEach(peer -> peer.abort(reason));
  }
}
