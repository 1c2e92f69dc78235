package io.actorproxy.host;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.HostFormat;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls the host over HTTP/1.1, on connections that are kept for the next call. One for each
 * partition; everything but {@link #health} belongs to that partition's event loop.
 *
 * <p><b>A call runs at most once.</b> Spawn protocol: several SDKs answer a failed action by
 * closing the connection without a byte, on a reused connection too. A close after the request was
 * written therefore proves nothing and is {@code HOST_CLOSED}; the call is never sent again. Sent
 * again, on another connection and until its time to be sent is over, is only what certainly never
 * reached the host: there was no connection, or the very write failed before the socket took a
 * byte.
 *
 * <p><b>Connections that the host has closed meanwhile are practically never used.</b> The latest
 * used one is taken first; one that has been idle for {@link HostConfig#maxIdleMillis} is closed,
 * and is not used even if the loop was too busy to close it; one whose host announces a shorter
 * keep-alive is not kept. Every idle connection is read from all the time, so that its end is
 * noticed; with epoll the socket is asked once more right before it is used, unless it has served
 * twice already and did so just now. What is left is a host that closes a connection without notice
 * while a request is under way to it, or in the few milliseconds before, and that is reported as
 * {@code HOST_CLOSED}.
 *
 * <p><b>A host that waits for itself.</b> An action may call other actors through the proxy and
 * wait for their replies, so its call holds one connection while it needs another. When the pool is
 * used up, calls wait and for 50 ms no call of this partition was answered, as many further
 * connections are opened as calls wait, within {@link ConnectionLimits#overflow}. Above the pool's
 * size a connection for which no call waits is closed instead of kept. A further connection that
 * the host refuses is no sign that it is unreachable.
 *
 * <p><b>Limits.</b> Connections, waiting calls, sizes and times are bounded by {@link HostConfig};
 * calls wait in the order in which they came. While the host accepts no connections, all waiting
 * calls share one attempt at a time and one patience, which begins when the host began to refuse.
 */
public final class HttpHostClient implements HostClient {
  private static final long LONGEST_WAIT_MILLIS = Integer.MAX_VALUE;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * Actions that compute take single milliseconds, so with a whole pool of them at work this long a
   * silence is rare; and it is short beside any deadline, even a few times over for calls within
   * calls.
   */
  private static final long STALL_MILLIS = 50;

  /** As long as an attempt takes to come and to be refused. */
  private static final long ATTEMPT_NANOS = MILLISECONDS.toNanos(700);

  /** A host that refuses further connections is not asked for more of them all the time. */
  private static final long REFUSED_PAUSE_MILLIS = 500;

  private static final String DOES_NOT_LISTEN =
      "connections are accepted but closed, or spoken on, before anything was asked";

  private final EventLoop loop;
  private final HostConfig config;
  private final ConnectionLimits limits;
  private final TimerWheel timers;
  private final TimeSource time;
  private final HostFailures failures;
  private final Connector connector;
  private final Set<HostConnection> connections = new HashSet<>();
  private final ArrayDeque<HostConnection> idle = new ArrayDeque<>();
  private final WaitingCalls waiting = new WaitingCalls();
  private final StallWatch stall;
  private final IdleTimeout idleTimeout = new IdleTimeout();
  private final HostWatch watch;
  private final ZippedReplies zipped;
  private boolean draining;
  private boolean stopped;
  private boolean distrusted;

  /**
   * A client that connects when it is called first.
   *
   * @param loop the partition's loop
   * @param channels makes client channels that suit the loop
   * @param config address and limits
   * @param limits this partition's share, see {@link HostConfig#connectionsPerPartition}
   * @param timers the partition's timers, turned on the same loop
   * @param time the clock
   * @param watch told whether the host can be reached; shared by all partitions
   * @param memory where large replies find room
   * @param offload where compressed replies are read
   */
  public HttpHostClient(
      EventLoop loop,
      ChannelFactory<? extends Channel> channels,
      HostConfig config,
      ConnectionLimits limits,
      TimerWheel timers,
      TimeSource time,
      HostWatch watch,
      MemoryBudget memory,
      Offload offload) {
    this(
        loop,
        channels,
        config,
        limits,
        timers,
        time,
        watch,
        memory,
        offload,
        InetAddress::getAllByName);
  }

  HttpHostClient(
      EventLoop loop,
      ChannelFactory<? extends Channel> channels,
      HostConfig config,
      ConnectionLimits limits,
      TimerWheel timers,
      TimeSource time,
      HostWatch watch,
      MemoryBudget memory,
      Offload offload,
      HostAddress.Resolver resolver) {
    this.zipped = new ZippedReplies(this, loop, offload, memory);
    this.loop = loop;
    this.config = config;
    this.limits = limits;
    this.timers = timers;
    this.time = time;
    this.watch = watch;
    this.stall = new StallWatch(timers, waiting, STALL_MILLIS, this::openOverflow);
    var address = new HostAddress(config.address(), config.port(), resolver);
    var encoder = new RequestEncoder(address.authority());
    this.failures = new HostFailures(address.authority());
    this.connector =
        new Connector(
            loop,
            channels,
            config,
            address,
            timers,
            time,
            () -> new HostConnection(this, failures, encoder, config, memory),
            watch,
            this::onRefused,
            this::openConnections);
  }

  @Override
  public void call(
      WireMessage request, long sendWithinMillis, long replyWithinMillis, HostCallback callback) {
    send(request, HostFormat.PROTOBUF, sendBefore(sendWithinMillis), replyWithinMillis, callback);
  }

  /** The latest moment at which a call is sent, on the scale of the clock. */
  long sendBefore(long sendWithinMillis) {
    return time.nanoTime()
        + MILLISECONDS.toNanos(Math.clamp(sendWithinMillis, 0, LONGEST_WAIT_MILLIS));
  }

  /**
   * As {@link #call}, with a request that is encoded in {@code format}, as its reply will be, and
   * that is sent before a moment on the scale of the clock or not at all.
   */
  void send(
      WireMessage request,
      HostFormat format,
      long sendBefore,
      long replyWithinMillis,
      HostCallback callback) {
    assert loop.inEventLoop() : "not on the partition's loop";
    long now = time.nanoTime();
    var call = new HostCall(this, request, format, now, sendBefore, replyWithinMillis, callback);
    HostConnection connection = takeIdle(now);
    if (connection != null) {
      if (!connection.send(call)) {
        idle.addFirst(connection);
        call.withdraw();
      }
    } else if (stopped) {
      call.fail(failures.stopped());
    } else if (waiting.size() >= config.queueCapacity()) {
      call.fail(failures.queueFull(config.queueCapacity(), mostConnections()));
    } else if (connector.hasJustFailed(now) && isGivenUp(now)) {
      call.fail(unreachable(call, now));
    } else {
      waiting.addLast(call);
      startWaitTimeout(call, now);
      openConnections();
    }
  }

  @Override
  public void withdrawRefused() {
    assert loop.inEventLoop() : "not on the partition's loop";
    waiting.takeRefused().forEach(HostCall::withdraw);
  }

  /** The proxy stops: a host that accepts no connections is not waited for any more. */
  public void drain() {
    assert loop.inEventLoop() : "not on the partition's loop";
    draining = true;
    giveUp();
  }

  /** The host has registered, so it is there or will be soon: patience with it begins anew. */
  public void expectHost() {
    assert loop.inEventLoop() : "not on the partition's loop";
    connector.expectHost();
  }

  /** The host has sent what no request was for; from now on sockets are asked before each use. */
  void distrust() {
    distrusted = true;
  }

  boolean isDistrusted() {
    return distrusted;
  }

  /**
   * The host has answered in JSON as another actor than was asked. The connection of that reply is
   * idle, or serves another call, whose answer is looked at as well.
   */
  Failure onReplyOfAnother() {
    distrust();
    List.copyOf(idle).forEach(HostConnection::close);
    return failures.otherActor();
  }

  /** Hands on a reply as the host meant it. */
  void finish(HostCall answered, int status, ByteString body) {
    if (status != 200) {
      answered.fail(failures.status(status, body));
    } else if (body.isEmpty()) {
      answered.fail(failures.emptyReply());
    } else {
      answered.answer(body);
    }
  }

  Failure unreadableStatus(int status, IOException reason) {
    return failures.unreadableStatus(status, reason);
  }

  /** Hands on a compressed reply. Its connection is free again; its memory is counted here. */
  void inflate(HostCall answered, int status, ByteString body) {
    zipped.inflate(answered, status, body);
  }

  int maxReplyBytes() {
    return config.maxReplyBytes();
  }

  /** The failure of a call whose JSON reply is too large as a message. */
  Failure replyTooLarge() {
    return failures.bad(BadReplyException.tooLarge(config.maxReplyBytes()));
  }

  Failure noMemoryForReply(long bytes) {
    return bad(BadReplyException.noMemory(bytes));
  }

  Failure bad(BadReplyException problem) {
    return failures.bad(problem);
  }

  /** A call failed. That the host cannot be reached is logged once, and not for each call. */
  void onFailed(Failure failure) {
    if (!stopped && failure.code() != ErrorCode.HOST_UNREACHABLE) {
      watch.onFailure(failure);
    }
  }

  @Override
  public void onUnusableReply(Failure failure) {
    switch (failure.code()) {
      case HOST_NO_CONTEXT, HOST_INVALID_REPLY -> onFailed(failure);
      // Refused by a limit of the proxy: the host is not to blame.
      default -> {}
    }
  }

  /** A request of so many bytes was not answered in time. */
  void onUnanswered(int bytes) {
    if (bytes > HostFailures.NODE_MAX_BYTES) {
      watch.onLargeRequestUnanswered(failures.address(), bytes);
    }
  }

  /** The failure of a call that is made while the proxy stops. */
  Failure stoppedMeanwhile() {
    return failures.stopped();
  }

  /** Whether the host can be reached. Thread safe. */
  public HostHealth health() {
    return connector.health();
  }

  /**
   * Closes all connections and fails every call, those that wait with {@code HOST_UNREACHABLE} and
   * those under way with {@code HOST_CLOSED}; later calls fail like those that wait.
   */
  public void close() {
    assert loop.inEventLoop() : "not on the partition's loop";
    stopped = true;
    connector.stop();
    idleTimeout.cancel();
    stall.cancel();
    idle.clear();
    for (HostConnection connection : List.copyOf(connections)) {
      connection.abort(failures.closedByUs());
    }
    for (HostCall call = waiting.poll(); call != null; call = waiting.poll()) {
      call.fail(failures.stopped());
    }
  }

  void onConnected(HostConnection connection) {
    connections.add(connection);
    if (stopped) {
      connection.close();
    } else if (connection.isUsable(0)) {
      connector.onSuccess();
      onIdle(connection);
      openConnections();
    } else {
      discard(connection);
      onRefused(DOES_NOT_LISTEN);
    }
  }

  void onDisconnected(HostConnection connection) {
    connections.remove(connection);
    idle.remove(connection);
    stall.onProgress();
    openConnections();
  }

  /**
   * The connection takes the call that has waited longest, or waits for one itself if it belongs to
   * the pool.
   */
  void onIdle(HostConnection connection) {
    stall.onProgress();
    for (HostCall next = nextInTime(); next != null; next = nextInTime()) {
      if (!connection.isUsable(0)) {
        waiting.addFirst(next);
        connection.close();
        return;
      }
      if (connection.send(next)) {
        return;
      }
      next.withdraw();
    }
    if (connections.size() > limits.pool()) {
      discard(connection);
      return;
    }
    connection.idleSinceNanos = time.nanoTime();
    idle.addFirst(connection);
    if (!idleTimeout.isPending()) {
      timers.add(idleTimeout, config.maxIdleMillis());
    }
  }

  /** Not a byte of {@code call} has left on {@code connection}, which is closing. */
  void onNotSent(HostConnection connection, HostCall call) {
    if (!connection.isUsed()) {
      discard(connection);
      onRefused(DOES_NOT_LISTEN);
    }
    call.waitsFor(null);
    waiting.addFirst(call);
    startWaitTimeout(call, time.nanoTime());
  }

  void startReplyTimeout(HostCall call) {
    timers.add(call, call.replyWithinMillis);
  }

  /** A call has waited as long as it wanted, or for as long as it makes sense to try. */
  void onWaitTimeout(HostCall call) {
    long now = time.nanoTime();
    if (nanosToWait(call, now) > 0) {
      startWaitTimeout(call, now);
      return;
    }
    waiting.remove(call);
    call.fail(notSent(call, now));
  }

  private Failure notSent(HostCall call, long now) {
    return connector.problem() == null && !connections.isEmpty()
        ? failures.waitedTooLong(NANOSECONDS.toMillis(now - call.beganNanos), mostConnections())
        : unreachable(call, now);
  }

  private Failure unreachable(HostCall call, long now) {
    String problem = connector.problem();
    long since =
        problem == null
            ? call.beganNanos
            : Math.min(call.beganNanos, connector.failingSinceNanos());
    return failures.unreachable(
        NANOSECONDS.toMillis(now - since), problem == null ? "no reply yet" : problem);
  }

  /**
   * The call that has waited longest. One whose time is over fails instead: its caller may know
   * already that it will not run.
   */
  private @Nullable HostCall nextInTime() {
    HostCall next = waiting.poll();
    if (next == null) {
      return null;
    }
    long now = time.nanoTime();
    while (next != null && now - next.sendBeforeNanos >= 0) {
      next.fail(notSent(next, now));
      next = waiting.poll();
    }
    return next;
  }

  private void startWaitTimeout(HostCall call, long now) {
    long patience = MILLISECONDS.toNanos(config.connectPatienceMillis());
    long nanos = Math.min(patience, nanosToWait(call, now));
    timers.add(call, NANOSECONDS.toMillis(nanos + NANOS_PER_MILLI - 1));
    if (limits.overflow() > 0) {
      stall.start();
    }
  }

  /**
   * An unreachable host is waited for with patience, a busy one until the call's own time is up.
   */
  private long nanosToWait(HostCall call, long now) {
    long left = call.sendBeforeNanos - now;
    if (connector.problem() == null) {
      return left;
    }
    // Where the latest attempt is long ago, one more tells whether it is still so.
    long attempt = connector.hasJustFailed(now) ? 0 : ATTEMPT_NANOS - (now - call.beganNanos);
    return Math.min(left, Math.max(patienceLeft(now), attempt));
  }

  /** All calls share it: it begins when the host began to refuse. */
  private long patienceLeft(long now) {
    long patience = MILLISECONDS.toNanos(draining ? 0 : config.connectPatienceMillis());
    return patience - (now - connector.failingSinceNanos());
  }

  private boolean isGivenUp(long now) {
    return connector.problem() != null && connections.isEmpty() && patienceLeft(now) <= 0;
  }

  /** Fails every call that waits, if there is no hope that the host takes it soon. */
  private void giveUp() {
    long now = time.nanoTime();
    if (!isGivenUp(now)) {
      return;
    }
    for (int left = waiting.size(); left > 0; left--) {
      HostCall call = waiting.poll();
      if (call != null) {
        call.fail(unreachable(call, now));
      }
    }
  }

  private void openConnections() {
    if (!stopped) {
      connector.open(waiting.size(), limits.pool() - connections.size());
    }
  }

  private void openOverflow() {
    int open = connections.size() - limits.pool();
    if (open >= 0) {
      connector.open(waiting.size(), limits.overflow() - open);
    }
  }

  /** A host that holds a whole pool of connections can be reached, even if it takes no more. */
  private void onRefused(String reason) {
    if (connections.size() < limits.pool()) {
      connector.onFailure(reason);
      giveUp();
    } else {
      stall.pause(REFUSED_PAUSE_MILLIS);
    }
  }

  /** It counts no longer, although its end comes only later. */
  private void discard(HostConnection connection) {
    connections.remove(connection);
    connection.close();
  }

  private int mostConnections() {
    return Math.max(limits.pool(), connections.size());
  }

  /** The connection that was used last, if it can be used again. */
  private @Nullable HostConnection takeIdle(long now) {
    for (HostConnection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      if (idleNanosLeft(next, now) > 0 && next.isUsable(now - next.idleSinceNanos)) {
        return next;
      }
      next.close();
    }
    return null;
  }

  private long idleNanosLeft(HostConnection connection, long now) {
    return MILLISECONDS.toNanos(config.maxIdleMillis()) - (now - connection.idleSinceNanos);
  }

  /** Closes what has been idle too long; one timeout for all, because the oldest lie last. */
  private final class IdleTimeout extends TimerWheel.Timeout {
    @Override
    protected void onTimeout() {
      long now = time.nanoTime();
      HostConnection oldest = idle.peekLast();
      while (oldest != null && idleNanosLeft(oldest, now) <= 0) {
        idle.removeLast();
        oldest.close();
        oldest = idle.peekLast();
      }
      if (oldest != null) {
        timers.add(this, NANOSECONDS.toMillis(idleNanosLeft(oldest, now)) + 1);
      }
    }
  }
}
