package io.actorproxy.hostile;

import io.actorproxy.http.ResponseReader;
import io.actorproxy.http.ResponseReader.Response;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A socket to the proxy, and what comes back on it. */
final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final ResponseReader responses;

  RawConnection(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.responses = new ResponseReader(in);
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Writes in pieces, so that they may arrive in pieces. */
  void writeSplit(byte[] bytes, Random random) throws IOException {
    int from = 0;
    for (int pieces = 1 + random.nextInt(5); pieces > 1; pieces--) {
      int to = from + random.nextInt(bytes.length - from + 1);
      socket.getOutputStream().write(bytes, from, to - from);
      from = to;
    }
    socket.getOutputStream().write(bytes, from, bytes.length - from);
  }

  /** Says that nothing more is sent. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads the next response, decompressed; null if the proxy closed the connection instead. */
  @Nullable Response read(boolean isBodiless) throws IOException {
    Response response = responses.read(!isBodiless);
    while (response != null && response.status() == 100) {
      response = responses.read(!isBodiless);
    }
    if (response == null || isBodiless || !response.header("content-encoding").equals("gzip")) {
      return response;
    }
    byte[] body = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
    return new Response(response.status(), response.headers(), body);
  }

  /** Whether the proxy has closed the connection and sent nothing before. */
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  /** How many bytes can be read without waiting. */
  int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
