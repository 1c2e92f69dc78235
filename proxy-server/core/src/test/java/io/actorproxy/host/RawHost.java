package io.actorproxy.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;

/** A host of blocking sockets that behaves exactly as badly as a test wants it to. */
final class RawHost implements AutoCloseable {
  /** What the host does with one connection; when it returns the connection is closed. */
  interface Conversation {
    void hold(Peer peer) throws Exception;
  }

  private final ServerSocket server;
  private final Conversation conversation;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  RawHost(Conversation conversation) {
    this(0, conversation);
  }

  RawHost(int port, Conversation conversation) {
    this.conversation = conversation;
    try {
      server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Answers every request with {@code answer}, for as long as the connection lasts. */
  static Conversation answering(String answer) {
    return peer -> {
      while (true) {
        peer.readRequest();
        peer.write(answer);
      }
    };
  }

  /** Answers every request with its own body. */
  static Conversation echoing() {
    return peer -> {
      while (true) {
        peer.write(ok(peer.readRequest()));
      }
    };
  }

  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
  }

  int port() {
    return server.getLocalPort();
  }

  int accepted() {
    return accepted.get();
  }

  int open() {
    return open.size();
  }

  /** The bodies of all requests that were read, in order. */
  List<String> requests() {
    return requests;
  }

  /** Until so many have been read. */
  void awaitRequests(int count) {
    patiently().until(() -> requests.size() >= count);
  }

  /** Until so many connections are open. */
  void awaitOpen(int count) {
    patiently().until(() -> open.size() == count);
  }

  /**
   * Until no connection is open and the other side's kernel, if it can be asked, knows it. That the
   * packet that says so is on its way is not enough: on a busy machine it may take milliseconds.
   */
  void awaitAllClosed() {
    awaitOpen(0);
    patiently().until(() -> established("/proc/net/tcp") + established("/proc/net/tcp6") == 0);
  }

  /** Established connections to this host, as the table of the kernel lists them. */
  private long established(String table) throws IOException {
    Path path = Path.of(table);
    if (!Files.exists(path)) {
      return 0;
    }
    Pattern line = Pattern.compile("\\S+ \\S+:\\S+ \\S+:%04X 01 .*".formatted(port()));
    return Files.readAllLines(path).stream()
        .filter(text -> line.matcher(text.strip()).matches())
        .count();
  }

  private static ConditionFactory patiently() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
  }

  /** Until the host is closed; for a conversation that does nothing. */
  void awaitEnd() throws InterruptedException {
    end.await();
  }

  @Override
  public void close() throws IOException {
    end.countDown();
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        var peer = new Peer(socket, accepted.incrementAndGet());
        Thread.ofVirtual().start(() -> serve(peer));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Peer peer) {
    try (Socket socket = peer.socket) {
      conversation.hold(peer);
    } catch (Exception e) {
      // The other side has gone, or the host was closed: the test looks at what the client saw.
    } finally {
      open.remove(peer.socket);
    }
  }

  /** The host's end of a connection. */
  final class Peer {
    final Socket socket;

    /** 1 for the first connection, and so on. */
    final int number;

    Peer(Socket socket, int number) {
      this.socket = socket;
      this.number = number;
    }

    /** What a single read of the socket gives. */
    byte[] readOnce() throws IOException {
      byte[] buffer = new byte[1 << 20];
      int length = socket.getInputStream().read(buffer);
      return Arrays.copyOf(buffer, length);
    }

    /** One whole request, of which the body is returned and remembered. */
    String readRequest() throws IOException {
      InputStream in = socket.getInputStream();
      String head = readHead(in);
      String marker = "content-length: ";
      int at = head.toLowerCase(Locale.ROOT).indexOf(marker) + marker.length();
      int length = Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
      String body = new String(in.readNBytes(length), ISO_8859_1);
      if (body.length() < length) {
        throw new EOFException();
      }
      requests.add(body);
      return body;
    }

    void write(String bytes) throws IOException {
      write(bytes.getBytes(ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Waits until the other side closes. */
    void awaitClose() throws IOException {
      while (socket.getInputStream().read() >= 0) {
        // What still comes is of no interest.
      }
    }

    /** Closes with RST instead of FIN. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    private static String readHead(InputStream in) throws IOException {
      var head = new ByteArrayOutputStream();
      while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        int b = in.read();
        if (b < 0) {
          throw new EOFException();
        }
        head.write(b);
      }
      return head.toString(ISO_8859_1);
    }
  }
}
