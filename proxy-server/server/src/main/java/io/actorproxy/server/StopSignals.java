package io.actorproxy.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signals that stop the proxy: SIGTERM, SIGINT and SIGHUP, of which the latter two stay ignored
 * if they were when the process began, as under {@code nohup}. One that comes during the start
 * stops the proxy as soon as it has started; a start that takes too long for that is given up.
 */
final class StopSignals {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
  private static final Duration START_MAX = Duration.ofSeconds(20);

  /** The exit status of a process that does not catch the signal. */
  private static final int EXIT_TERMINATED = 128 + 15;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch started = new CountDownLatch(1);

  private StopSignals() {}

  /** Catches them from now on. */
  static StopSignals install() {
    StopSignals signals = new StopSignals();
    Signal.handle(new Signal("TERM"), _ -> signals.onSignal());
    for (String name : new String[] {"INT", "HUP"}) {
      Signal signal = new Signal(name);
      if (Signal.handle(signal, _ -> signals.onSignal()) == SignalHandler.SIG_IGN) {
        Signal.handle(signal, SignalHandler.SIG_IGN);
      }
    }
    return signals;
  }

  /** The start has ended well, so there is something to stop. */
  void started() {
    started.countDown();
  }

  /** Waits for one of the signals. */
  void await() throws InterruptedException {
    stop.await();
  }

  private void onSignal() {
    if (stop.getCount() > 0) {
      stop.countDown();
      Thread.ofPlatform().daemon().name("stop-during-start").start(this::endUnlessStarted);
    }
  }

  /** Nothing has been taken in during the start, so nothing is lost. */
  private void endUnlessStarted() {
    try {
      if (!started.await(START_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Told to stop during a start that does not end; it is given up");
        Runtime.getRuntime().halt(EXIT_TERMINATED);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
