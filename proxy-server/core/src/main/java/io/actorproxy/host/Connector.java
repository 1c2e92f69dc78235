package io.actorproxy.host;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.actorproxy.time.Backoff;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections. As long as the host accepts none there is one attempt at a time, with a pause
 * that doubles from 10 ms to 500 ms between two, however many calls wait.
 */
final class Connector {
  private static final Backoff PAUSES = new Backoff(10, 500);

  /** Somewhat longer than a pause, so that it lasts from one attempt to the next. */
  private static final long FRESH_NANOS = MILLISECONDS.toNanos(PAUSES.maxMillis() + 100);

  /**
   * What was learned so long ago counts no longer. While calls wait, attempts follow each other
   * more closely, the time of each included.
   */
  private static final long STALE_NANOS = MILLISECONDS.toNanos(10_000);

  private final EventLoop loop;
  private final HostAddress address;
  private final HostConfig config;
  private final TimerWheel timers;
  private final TimeSource time;
  private final Bootstrap bootstrap;
  private final Supplier<HostConnection> handlers;
  private final HostWatch watch;
  private final TimerWheel.Timeout pause;
  private final Consumer<String> onRefused;
  private final Runnable again;
  private int connecting;
  private boolean lookingUp;
  private int pausesInARow;
  private @Nullable String problem;
  private long failingSinceNanos;
  private boolean expected;
  private long failedNanos;
  private volatile HostHealth health;

  /**
   * Pipelines get one of {@code handlers}; {@code onRefused} is told why an attempt failed, and
   * decides whether that is an {@link #onFailure}; {@code again} is called when it is time to
   * {@link #open} once more.
   */
  Connector(
      EventLoop loop,
      ChannelFactory<? extends Channel> channels,
      HostConfig config,
      HostAddress address,
      TimerWheel timers,
      TimeSource time,
      Supplier<HostConnection> handlers,
      HostWatch watch,
      Consumer<String> onRefused,
      Runnable again) {
    this.loop = loop;
    this.address = address;
    this.config = config;
    this.timers = timers;
    this.time = time;
    this.handlers = handlers;
    this.watch = watch;
    this.onRefused = onRefused;
    this.again = again;
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(channels)
            .disableResolver()
            .option(ChannelOption.TCP_NODELAY, true)
            // A host may answer before it has read all, and close: its reply is still to be read.
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, config.connectTimeoutMillis());
    this.pause =
        new TimerWheel.Timeout() {
          @Override
          protected void onTimeout() {
            again.run();
          }
        };
    this.health =
        new HostHealth(
            HostHealth.State.UNKNOWN,
            "no connection to the host at %s was needed yet".formatted(address.authority()));
  }

  /** Makes sure that {@code wanted} connections are on their way, but no more than {@code room}. */
  void open(int wanted, int room) {
    int most = Math.min(room, problem == null ? wanted : Math.min(1, wanted));
    while (connecting < most && !lookingUp && !pause.isPending()) {
      InetSocketAddress target = address.current();
      if (target == null) {
        lookingUp = true;
        address.lookUp(loop, this::onLookUp);
      } else {
        connect(target);
      }
    }
  }

  /** The problem of the latest attempt; null if it succeeded or there was none. */
  @Nullable String problem() {
    return problem;
  }

  /** Since when there is a {@link #problem}, on the scale of the clock. */
  long failingSinceNanos() {
    return failingSinceNanos;
  }

  /** Whether an attempt has failed so lately that another one now would tell nothing new. */
  boolean hasJustFailed(long now) {
    return problem != null && now - failedNanos <= FRESH_NANOS;
  }

  /**
   * The host has said that it is there: patience with it begins anew. Only once until it is
   * reached, since one that listens elsewhere may register again and again.
   */
  void expectHost() {
    if (!expected) {
      expected = true;
      failingSinceNanos = time.nanoTime();
    }
  }

  /** Thread safe. */
  HostHealth health() {
    return health;
  }

  /** The host has accepted a connection, and keeps it. */
  void onSuccess() {
    expected = false;
    watch.onReachable(address.authority());
    if (problem != null || health.state() == HostHealth.State.UNKNOWN) {
      problem = null;
      pausesInARow = 0;
      health =
          new HostHealth(
              HostHealth.State.REACHABLE,
              "the host at %s accepts connections".formatted(address.authority()));
    }
  }

  /** The host cannot be reached, so the next attempt comes after a pause. */
  void onFailure(String reason) {
    address.skip();
    long now = time.nanoTime();
    if (problem == null || now - failedNanos > STALE_NANOS) {
      failingSinceNanos = now;
    }
    failedNanos = now;
    problem = reason;
    watch.onUnreachable(address.authority(), reason, config.connectPatienceMillis());
    health =
        new HostHealth(
            HostHealth.State.UNREACHABLE,
            "the host at %s cannot be reached: %s".formatted(address.authority(), reason));
    if (!pause.isPending()) {
      pausesInARow++;
      timers.add(pause, PAUSES.after(pausesInARow));
    }
  }

  void stop() {
    pause.cancel();
  }

  private void onLookUp(@Nullable String failure) {
    lookingUp = false;
    if (failure != null) {
      onRefused.accept(failure);
    } else {
      again.run();
    }
  }

  private void connect(InetSocketAddress target) {
    connecting++;
    bootstrap
        .clone()
        .handler(handlers.get())
        .connect(target)
        .addListener((ChannelFuture attempt) -> onAttempt(attempt.cause()));
  }

  private void onAttempt(@Nullable Throwable cause) {
    connecting--;
    if (cause != null) {
      onRefused.accept(describe(cause));
    }
  }

  private String describe(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return "no connection within %d ms".formatted(config.connectTimeoutMillis());
    }
    String message = String.valueOf(cause.getMessage());
    boolean refused = message.toLowerCase(Locale.ROOT).contains("connection refused");
    return refused ? "connection refused" : message;
  }
}
