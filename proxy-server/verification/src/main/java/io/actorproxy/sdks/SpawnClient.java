package io.actorproxy.sdks;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationRequest;
import io.spawn.RegistrationResponse;
import io.spawn.SpawnRequest;
import io.spawn.SpawnResponse;
import io.spawn.actors.ActorState;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The client half of an SDK: HTTP/1.1 and protobuf on a bare socket, one connection per request.
 */
public final class SpawnClient {
  private static final Map<String, String> PROTOBUF =
      Map.of("content-type", "application/octet-stream");

  private final SocketAddress address;

  /** A client of a TCP or Unix domain socket address. */
  public SpawnClient(SocketAddress address) {
    this.address = address;
  }

  /** A client of a port on this machine. */
  public static SpawnClient onPort(int port) {
    return new SpawnClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  public Answer<RegistrationResponse> register(RegistrationRequest request) throws IOException {
    return post("/api/v1/system", request.toByteArray(), RegistrationResponse.parser());
  }

  public Answer<SpawnResponse> spawn(SpawnRequest request) throws IOException {
    String system =
        request.getActorsCount() == 0 ? "none" : escape(request.getActors(0).getSystem());
    return post(
        "/api/v1/system/" + system + "/actors/spawn",
        request.toByteArray(),
        SpawnResponse.parser());
  }

  public Answer<InvocationResponse> invoke(InvocationRequest request) throws IOException {
    try (Connection connection = connect()) {
      return connection.invoke(request);
    }
  }

  public Answer<ActorState> state(String system, String actor) throws IOException {
    HttpMessage answer =
        send("GET", "/api/v1/system/" + escape(system) + "/actors/" + escape(actor), Map.of(), "");
    return new Answer<>(answer.status(), ActorState.parseFrom(answer.body()));
  }

  /** Posts bytes as protobuf and decodes the answer, whatever its status. */
  public <M extends Message> Answer<M> post(String path, byte[] body, Parser<M> parser)
      throws IOException {
    HttpMessage answer = send("POST", path, PROTOBUF, body);
    return new Answer<>(answer.status(), parser.parseFrom(answer.body()));
  }

  public HttpMessage send(String method, String path, Map<String, String> headers, String body)
      throws IOException {
    return send(method, path, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  public HttpMessage send(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    try (Connection connection = connect()) {
      return connection.send(method, path, headers, body);
    }
  }

  public Connection connect() throws IOException {
    return new Connection(SocketChannel.open(address));
  }

  /** The path of an invocation. Nothing but decoration: the body decides. */
  public static String invokePath(InvocationRequest request) {
    return "/api/v1/system/%s/actors/%s/invoke"
        .formatted(
            escape(request.getSystem().getName()), escape(request.getActor().getId().getName()));
  }

  /** Percent-encodes whatever is not plain. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = next >= 'a' && next <= 'z' || next >= 'A' && next <= 'Z';
      if (plain || next >= '0' && next <= '9' || "-._~".indexOf(next) >= 0) {
        escaped.append((char) next);
      } else {
        escaped.append("%%%02X".formatted(next & 0xff));
      }
    }
    return escaped.toString();
  }

  /** A kept-alive connection; requests on it are answered in order. */
  public static final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    private Connection(SocketChannel channel) {
      this.channel = channel;
      this.in = new BufferedInputStream(Channels.newInputStream(channel));
      this.out = Channels.newOutputStream(channel);
    }

    public Answer<InvocationResponse> invoke(InvocationRequest request) throws IOException {
      HttpMessage answer = send("POST", invokePath(request), PROTOBUF, request.toByteArray());
      return new Answer<>(answer.status(), InvocationResponse.parseFrom(answer.body()));
    }

    public HttpMessage send(String method, String path, Map<String, String> headers, byte[] body)
        throws IOException {
      write(method, path, headers, body);
      return read();
    }

    /** Sends a request and does not wait for its answer. */
    public void write(String method, String path, Map<String, String> headers, byte[] body)
        throws IOException {
      Map<String, String> all = new LinkedHashMap<>(headers);
      all.put("host", "localhost");
      if (!method.equals("GET")) {
        all.put("content-length", Integer.toString(body.length));
      }
      StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
      all.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      request.writeBytes(body);
      out.write(request.toByteArray());
    }

    /** Reads the next answer. */
    public HttpMessage read() throws IOException {
      HttpMessage answer = HttpMessage.read(in);
      if (answer == null) {
        throw new EOFException("the proxy closed the connection without an answer");
      }
      return answer;
    }

    /** Whether the other side has left it open so far; to be asked while no answer is awaited. */
    public boolean isOpen() {
      try {
        channel.configureBlocking(false);
        int read = channel.read(ByteBuffer.allocate(1));
        channel.configureBlocking(true);
        return read == 0;
      } catch (IOException reset) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    /** As {@link #close}, where nothing depends on it. */
    public void abort() {
      try {
        close();
      } catch (IOException e) {
        // It is gone one way or the other.
      }
    }
  }
}
