package io.actorproxy.delivery;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;

/** In which lane a message stands, see {@link io.actorproxy.statestore.Message}. */
final class Lanes {
  private Lanes() {}

  /**
   * The lane from one sender to one receiver. Two pairs that share a lane by chance only wait for
   * each other.
   */
  static long of(ActorId sender, Call call) {
    long lane = 1;
    lane = mixed(lane, sender.system());
    lane = mixed(lane, sender.parent());
    lane = mixed(lane, sender.name());
    lane = mixed(lane, call.system());
    lane = mixed(lane, call.parent());
    lane = mixed(lane, call.name());
    return lane == 0 ? 1 : lane;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014) over 31-polynomials. */
  private static long mixed(long hash, String text) {
    long h = hash * 31 + text.length();
    for (int i = 0; i < text.length(); i++) {
      h = h * 0x9E3779B97F4A7C15L + text.charAt(i);
    }
    h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }
}
