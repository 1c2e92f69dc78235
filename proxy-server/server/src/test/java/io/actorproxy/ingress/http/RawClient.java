package io.actorproxy.ingress.http;

import io.actorproxy.http.ResponseReader;
import io.actorproxy.http.ResponseReader.Response;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client that sends exactly the bytes it is told to, and reads responses one at a time. */
final class RawClient implements AutoCloseable {
  static final String PROTOBUF = "content-type: application/octet-stream\r\n";

  private final Closeable connection;
  private final InputStream in;
  private final OutputStream out;
  private final ResponseReader responses;

  private RawClient(Closeable connection, InputStream in, OutputStream out) {
    this.connection = connection;
    this.in = new BufferedInputStream(in);
    this.out = out;
    this.responses = new ResponseReader(this.in);
  }

  static RawClient connect(int port) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      return new RawClient(socket, socket.getInputStream(), socket.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawClient connect(Path path) {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(path));
      return new RawClient(
          channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for responses as long as a busy machine may take for much work. */
  RawClient patient() {
    try {
      ((Socket) connection).setSoTimeout(120_000);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawClient send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends text, a character for a byte. */
  RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** As an SDK posts, unless the headers name another type. */
  static byte[] post(String path, String moreHeaders, byte[] body) {
    String type = moreHeaders.contains("content-type:") ? "" : PROTOBUF;
    return request(
        "POST " + path, type + "content-length: " + body.length + "\r\n" + moreHeaders, body);
  }

  static byte[] get(String path) {
    return request("GET " + path, "", new byte[0]);
  }

  static byte[] request(String line, String headers, byte[] body) {
    byte[] head =
        (line + " HTTP/1.1\r\nhost: proxy\r\n" + headers + "\r\n").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head);
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  /** The next response. */
  Response read() {
    return read(true);
  }

  /** The next response, to a HEAD request if it is said to have no body. */
  Response read(boolean hasBody) {
    try {
      Response response = responses.read(hasBody);
      if (response == null) {
        throw new IOException("the connection was closed");
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that still comes until the server closes. */
  byte[] readToEnd() {
    try {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the server has closed the connection and nothing more came. */
  boolean isAtEnd() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Sends no more, but keeps reading. */
  RawClient shutdownOutput() {
    try {
      ((Socket) connection).shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes without a word; what was sent may be lost, and nothing is read any more. */
  void reset() {
    try {
      ((Socket) connection).setSoLinger(true, 0);
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
