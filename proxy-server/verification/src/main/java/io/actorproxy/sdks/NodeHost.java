package io.actorproxy.sdks;

import com.google.protobuf.ByteString;
import io.spawn.ActorInvocation;
import io.spawn.InvocationResponse;
import io.spawn.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Node: takes each socket read for one whole request, closes connections that were idle for five
 * seconds, answers in chunks, exits on an empty Any, and takes an answer of the proxy without a
 * status for success.
 */
final class NodeHost extends ScriptedHost {
  NodeHost(HostSetup setup) {
    super(setup);
  }

  @Override
  protected String read(Answer<InvocationResponse> answer) {
    Status status = answer.body().getStatus().getStatus();
    if (status != Status.OK && status != Status.UNKNOWN) {
      throw new SdkException(answer.body().getStatus().getMessage());
    }
    return Values.text(answer.body().getValue());
  }

  @Override
  protected int idleTimeout() {
    return 5_000;
  }

  @Override
  protected @Nullable HttpMessage readRequest(InputStream in) throws IOException {
    byte[] buffer = new byte[65_536];
    int length = in.read(buffer);
    return length < 0 ? null : HttpMessage.read(new ByteArrayInputStream(buffer, 0, length));
  }

  @Override
  protected HostReply onEmptyAny() {
    return HostReply.EXIT;
  }

  @Override
  protected HostReply onUnknown(ActorInvocation invocation) {
    return HostReply.ok(ActionCall.echo(invocation).build().toByteArray());
  }

  @Override
  protected HostReply onFailure(ActorInvocation invocation, Exception failure) {
    return HostReply.error(400, "application/octet-stream", "");
  }

  @Override
  protected boolean write(OutputStream out, HostReply.Http reply) throws IOException {
    byte[] head =
        HttpMessage.head(
            "HTTP/1.1 " + reply.status() + " Status",
            "Content-Type: " + reply.contentType(),
            "Connection: keep-alive",
            "Keep-Alive: timeout=5",
            "Transfer-Encoding: chunked");
    out.write(message(head, chunk(ByteString.copyFrom(reply.body())), chunk(ByteString.EMPTY)));
    return true;
  }

  private static byte[] chunk(ByteString bytes) {
    if (bytes.isEmpty()) {
      return "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }
    ByteString half = bytes.substring(0, bytes.size() / 2);
    ByteString rest = bytes.substring(bytes.size() / 2);
    return half.isEmpty() ? line(rest) : message(line(half), line(rest));
  }

  private static byte[] line(ByteString bytes) {
    return message(
        (Integer.toHexString(bytes.size()) + "\r\n").getBytes(StandardCharsets.US_ASCII),
        bytes.toByteArray(),
        "\r\n".getBytes(StandardCharsets.US_ASCII));
  }
}
