package io.actorproxy.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.invocation.Failure;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client on a loop of its own, whose clock stands still unless it is moved. */
final class ClientHarness implements AutoCloseable {
  static final long LONG = 60_000;

  private final EventLoopGroup group;
  private final Transport transport;
  final EventLoop loop;
  final Clock clock = new Clock();
  final TimerWheel timers;
  final AtomicInteger attempts = new AtomicInteger();
  final HttpHostClient client;

  /** Where answers find room; what a test takes of it they cannot have. */
  final MemoryBudget memory = new MemoryBudget(1 << 20, 1 << 20);

  final Offload offload = new Offload(1, 1);

  /** Gets each channel before it connects. */
  volatile Consumer<Channel> onNewChannel = channel -> {};

  ClientHarness(Transport transport, HostConfig config, int maxConnections) {
    this(transport, config, maxConnections, InetAddress::getAllByName);
  }

  ClientHarness(
      Transport transport, HostConfig config, int maxConnections, HostAddress.Resolver resolver) {
    this.transport = transport;
    this.group = transport.newLoop();
    this.loop = group.next();
    this.timers = new TimerWheel(clock);
    var limits = new ConnectionLimits(maxConnections, config.overflowConnections());
    this.client =
        new HttpHostClient(
            loop,
            this::newChannel,
            config,
            limits,
            timers,
            clock,
            new HostWatch(clock),
            memory,
            offload,
            resolver);
  }

  /** Moves the clock and runs what is due. */
  void advance(long millis) {
    onLoop(
        () -> {
          clock.nanos.addAndGet(MILLISECONDS.toNanos(millis));
          timers.advance();
          return null;
        });
  }

  /** Calls and does not wait. */
  Outcome call(String request) {
    return call(request, LONG, LONG);
  }

  Outcome call(String request, long sendWithin, long answerWithin) {
    return call(request, sendWithin, answerWithin, new Outcome());
  }

  Outcome call(String request, long sendWithin, long answerWithin, Outcome outcome) {
    onLoop(
        () -> {
          client.call(new Text(request), sendWithin, answerWithin, outcome);
          return null;
        });
    return outcome;
  }

  /** Lets the loop look at its sockets: what lies there has been read when this returns. */
  void poll() {
    for (int i = 0; i < 3; i++) {
      onLoop(() -> null);
    }
  }

  /** Runs {@code task} on the loop and waits for it. */
  <T extends @Nullable Object> T onLoop(Callable<T> task) {
    try {
      return loop.submit(task).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    onLoop(
        () -> {
          client.close();
          return null;
        });
    offload.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Channel newChannel() {
    attempts.incrementAndGet();
    Channel channel = transport.newChannel();
    onNewChannel.accept(channel);
    return channel;
  }

  /** A clock that is moved by hand. */
  static final class Clock implements TimeSource {
    final AtomicLong nanos = new AtomicLong(1_000_000_000);

    @Override
    public long nanoTime() {
      return nanos.get();
    }

    @Override
    public long epochMillis() {
      return NANO_ORIGIN_MILLIS + nanos.get() / 1_000_000;
    }

    private static final long NANO_ORIGIN_MILLIS = 1_700_000_000_000L;
  }

  /** A message of some characters. */
  record Text(String text) implements WireMessage {
    @Override
    public int size() {
      return text.length();
    }

    @Override
    public void writeTo(CodedOutputStream out) throws IOException {
      out.writeRawBytes(text.getBytes(ISO_8859_1));
    }
  }

  /** The result of one call. */
  static class Outcome implements HostCallback {
    private static final Object WITHDRAWN = new Object();

    private final CompletableFuture<Object> result = new CompletableFuture<>();
    private final AtomicInteger callbacks = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile BooleanSupplier guard = () -> true;

    /** It may be sent while that is so. */
    Outcome whileIt(BooleanSupplier mayBeSent) {
      guard = mayBeSent;
      return this;
    }

    @Override
    public boolean maySend() {
      asked.incrementAndGet();
      return guard.getAsBoolean();
    }

    @Override
    public void onWithdrawn() {
      callbacks.incrementAndGet();
      result.complete(WITHDRAWN);
    }

    @Override
    public void onReply(ByteString body) {
      callbacks.incrementAndGet();
      result.complete(body.toString(ISO_8859_1));
    }

    @Override
    public void onFailure(Failure failure) {
      callbacks.incrementAndGet();
      result.complete(failure);
    }

    boolean isWithdrawn() {
      return get().equals(WITHDRAWN);
    }

    /** How often it was asked whether it may be sent. */
    int asked() {
      return asked.get();
    }

    boolean isDone() {
      return result.isDone();
    }

    int callbacks() {
      return callbacks.get();
    }

    Object get() {
      try {
        return result.get(30, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new AssertionError("no answer and no failure", e);
      }
    }

    String answer() {
      if (get() instanceof String answer) {
        return answer;
      }
      throw new AssertionError(get().toString());
    }

    Failure failure() {
      if (get() instanceof Failure failure) {
        return failure;
      }
      throw new AssertionError("answered: " + get());
    }
  }
}
