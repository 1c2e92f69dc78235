package io.actorproxy.cluster.link;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.link.Handshake.Role;
import io.actorproxy.codec.MalformedMessageException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream to a member by which a test says anything, and reads only what it wants. */
final class RawClient implements AutoCloseable {
  record Message(int type, ByteString content) {}

  private final ManagedChannel channel;
  private final ClientCall<InputStream, InputStream> call;
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final MessageSplitter splitter = new MessageSplitter();
  private volatile @Nullable Status end;
  private volatile boolean reads = true;

  RawClient(LinkFixture fixture, String address) {
    try {
      channel =
          NettyChannelBuilder.forAddress(LinkAddress.resolve(address))
              .eventLoopGroup(fixture.transport.group())
              .channelType(fixture.transport.clientChannel())
              .usePlaintext()
              .directExecutor()
              .disableRetry()
              .flowControlWindow(64 << 10)
              .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    call = channel.newCall(LinkMethod.CONNECT, CallOptions.DEFAULT);
    call.start(new Listener(), new Metadata());
    call.request(1);
  }

  /** Stops reading. */
  void stopReading() {
    reads = false;
  }

  /** Reads what has come meanwhile, and what comes. */
  void readAgain() {
    reads = true;
    call.request(1);
  }

  void send(byte[] bytes) {
    call.sendMessage(new ByteArrayInputStream(bytes));
  }

  void send(LinkMessage message) {
    send(bytes(message));
  }

  static byte[] bytes(LinkMessage message) {
    byte[] content = message.toByteArray();
    byte[] all = new byte[ChunkWriter.HEAD_BYTES + content.length];
    for (int i = 0; i < 4; i++) {
      all[i] = (byte) (content.length >> (8 * i));
    }
    all[4] = (byte) message.type();
    System.arraycopy(content, 0, all, ChunkWriter.HEAD_BYTES, content.length);
    return all;
  }

  /** The next message, which has to come soon. */
  Message next() throws InterruptedException {
    Message message = messages.poll(5, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message; the stream ended with " + end);
    }
    return message;
  }

  /** Says what a member of an epoch would. Returns the challenge. */
  ByteString hello(Handshake handshake, ByteString hello) throws InterruptedException {
    send(new LinkMessage.Encoded(LinkMessage.HELLO, hello));
    return next().content();
  }

  /** Becomes a member for the other side. */
  void join(long epoch, TestMember to) throws InterruptedException {
    if (tryToJoin(epoch, to) != LinkMessage.WELCOME) {
      throw new AssertionError("refused");
    }
  }

  /** Says what a member would. Returns the type of the last answer. */
  int tryToJoin(long epoch, TestMember to) throws InterruptedException {
    Handshake handshake = new Handshake(LinkFixture.config(), new SecureRandom());
    ByteString hello = handshake.hello(epoch, to.epoch, "127.0.0.1:1").write();
    ByteString challenge = hello(handshake, hello);
    send(LinkMessage.bytes(LinkMessage.PROOF, handshake.proof(Role.DIALER, hello, challenge)));
    return next().type();
  }

  Status awaitEnd() {
    await().until(() -> end != null);
    return end == null ? Status.OK : end;
  }

  boolean hasEnded() {
    return end != null;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private final class Listener extends ClientCall.Listener<InputStream> {
    @Override
    public void onMessage(InputStream chunk) {
      try {
        splitter.read(
            chunk,
            new MessageSplitter.Sink() {
              @Override
              public int limit(int type) {
                return Integer.MAX_VALUE;
              }

              @Override
              public void onMessage(int type, ByteString content) {
                messages.add(new Message(type, content));
              }

              @Override
              public boolean isDone() {
                return false;
              }
            });
      } catch (IOException | MalformedMessageException e) {
        throw new AssertionError(e);
      }
      if (reads) {
        call.request(1);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end = status;
    }
  }
}
