package io.actorproxy.loops;

import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One event loop with the wheel that it turns. There is one partition for each event loop. */
public final class Partition implements PartitionLoop {
  private final EventLoop eventLoop;
  private final TimerWheel wheel;

  private Partition(EventLoop eventLoop, TimerWheel wheel) {
    this.eventLoop = eventLoop;
    this.wheel = wheel;
  }

  /** One for each loop of the transport, in their order; each turns its wheel from now on. */
  public static List<Partition> startOn(Transport transport, TimeSource time) {
    return transport.loops().stream().map(loop -> start(loop, time)).toList();
  }

  private static Partition start(EventLoop loop, TimeSource time) {
    TimerWheel wheel = new TimerWheel(time);
    loop.scheduleAtFixedRate(
        wheel::advance, TimerWheel.TICK_MILLIS, TimerWheel.TICK_MILLIS, TimeUnit.MILLISECONDS);
    return new Partition(loop, wheel);
  }

  @Override
  public void execute(Runnable task) {
    eventLoop.execute(task);
  }

  @Override
  public boolean isCurrent() {
    return eventLoop.inEventLoop();
  }

  /** The loop as sockets need it. */
  public EventLoop eventLoop() {
    return eventLoop;
  }

  /** Used on the loop only. */
  public TimerWheel wheel() {
    return wheel;
  }
}
