package io.actorproxy.state;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.time.TimeSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the store that have not returned yet. A store that hangs fails no call for a long
 * while; from how long its calls take it is known much earlier. Thread safe.
 */
final class StoreCalls {
  private final TimeSource time;
  private final long stallMillis;

  /** As many as there are threads that call: those of loads, the committer and the probe. */
  private final Set<Call> underWay = ConcurrentHashMap.newKeySet();

  /** Calls that take longer than {@code stallMillis} are too slow. */
  StoreCalls(TimeSource time, long stallMillis) {
    this.time = time;
    this.stallMillis = stallMillis;
  }

  /** A call begins; it ends when the result is closed. */
  Call begin() {
    Call call = new Call(time.nanoTime());
    underWay.add(call);
    return call;
  }

  /** Which call takes too long; null if none does. */
  @Nullable Failure stall() {
    long longestMillis = 0;
    for (Call call : underWay) {
      longestMillis = Math.max(longestMillis, (time.nanoTime() - call.sinceNanos) / 1_000_000);
    }
    return longestMillis < stallMillis
        ? null
        : new Failure(
            ErrorCode.STORE_UNAVAILABLE,
            "the state store has not answered for %d ms; look at it, or raise"
                    .formatted(longestMillis)
                + " PROXY_STATE_STALL_TIMEOUT if it is only slow");
  }

  /** A call of the store, from before it begins until it has returned. */
  final class Call implements AutoCloseable {
    private final long sinceNanos;

    private Call(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }

    @Override
    public void close() {
      underWay.remove(this);
    }
  }
}
