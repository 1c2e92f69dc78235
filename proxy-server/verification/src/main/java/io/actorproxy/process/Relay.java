package io.actorproxy.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongPredicate;

/**
 * A port whose connections lead to another port, and can be cut and slowed on the way. Thread safe.
 */
public final class Relay implements AutoCloseable {
  private static final int BUFFER = 65_536;

  private final ServerSocket server = new ServerSocket();
  private final InetSocketAddress target;
  private final Set<Way> ways = ConcurrentHashMap.newKeySet();
  private final List<Cut> cuts = new CopyOnWriteArrayList<>();
  private volatile int delayMillis;

  /** A cut that lasts until it is closed. */
  public final class Cut implements AutoCloseable {
    private final boolean silent;
    private final LongPredicate ofProcess;

    private Cut(boolean silent, LongPredicate ofProcess) {
      this.silent = silent;
      this.ofProcess = ofProcess;
    }

    @Override
    public void close() {
      cuts.remove(this);
      synchronized (cuts) {
        cuts.notifyAll();
      }
    }
  }

  /** A connection, and the one that continues it. */
  private final class Way {
    final Socket near;
    final long process;
    final Socket far = new Socket();

    Way(Socket near) {
      this.near = near;
      this.process = SocketOwner.of(near.getPort(), near.getLocalPort());
    }

    void run() {
      try {
        awaitPassage(this);
        far.setTcpNoDelay(true);
        near.setTcpNoDelay(true);
        far.connect(target);
        Thread.startVirtualThread(() -> pump(this, near, far));
        pump(this, far, near);
      } catch (IOException | InterruptedException e) {
        end();
      }
    }

    void end() {
      ways.remove(this);
      closeQuietly(near);
      closeQuietly(far);
    }

    /** Both ends see that the connection was reset. */
    void reset() {
      try {
        near.setSoLinger(true, 0);
        far.setSoLinger(true, 0);
      } catch (IOException closed) {
        // Then it needs no reset.
      }
      end();
    }
  }

  /** Listens at the first address, and leads to the second. */
  public Relay(InetSocketAddress address, InetSocketAddress target) throws IOException {
    this.target = target;
    server.setReuseAddress(true);
    server.bind(address);
    Thread.startVirtualThread(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** As {@link #cut(boolean, LongPredicate)}, for all connections. */
  public Cut cut(boolean silent) {
    return cut(silent, _ -> true);
  }

  /**
   * Cuts the connections of some processes, also those that they open meanwhile.
   *
   * @param silent whether what is sent waits until the cut is over; else connections are reset
   * @param ofProcess tells by its id whether a process is cut off; 0 is one that is not known
   */
  public Cut cut(boolean silent, LongPredicate ofProcess) {
    Cut cut = new Cut(silent, ofProcess);
    cuts.add(cut);
    if (!silent) {
      ways.stream().filter(way -> ofProcess.test(way.process)).forEach(Way::reset);
    }
    return cut;
  }

  /** Delays each piece of what is sent, in both directions, by so much; 0 for no longer. */
  public void slow(int millis) {
    delayMillis = millis;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        Thread.startVirtualThread(() -> open(near));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void open(Socket near) {
    Way way = new Way(near);
    ways.add(way);
    if (server.isClosed() || cuts.stream().anyMatch(cut -> isCut(cut, way, false))) {
      way.reset();
    } else {
      way.run();
    }
  }

  private void pump(Way way, Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      int length;
      do {
        length = from.getInputStream().read(buffer);
        awaitPassage(way);
        int delay = delayMillis;
        if (delay > 0) {
          Pause.millis(delay);
        }
        if (length > 0) {
          to.getOutputStream().write(buffer, 0, length);
        }
      } while (length >= 0);
      way.end();
    } catch (IOException ended) {
      endAfterCuts(way);
    } catch (InterruptedException e) {
      way.end();
    }
  }

  /** A connection that fails during a silent cut is missed at its other end once that is over. */
  private void endAfterCuts(Way way) {
    try {
      awaitPassage(way);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    way.reset();
  }

  private void awaitPassage(Way way) throws InterruptedException {
    synchronized (cuts) {
      while (!server.isClosed() && cuts.stream().anyMatch(cut -> isCut(cut, way, true))) {
        cuts.wait();
      }
    }
  }

  private static boolean isCut(Cut cut, Way way, boolean silent) {
    return cut.silent == silent && cut.ofProcess.test(way.process);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone one way or the other.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    ways.forEach(Way::end);
    synchronized (cuts) {
      cuts.notifyAll();
    }
  }
}
