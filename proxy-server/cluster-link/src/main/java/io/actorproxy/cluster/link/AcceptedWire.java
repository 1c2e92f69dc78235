package io.actorproxy.cluster.link;

import io.actorproxy.loops.Partition;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.InputStream;

/** A stream that the other side has opened. */
final class AcceptedWire extends Wire {
  private final ServerCall<InputStream, InputStream> call;
  private boolean isFinished;

  AcceptedWire(Partition partition, Receiver receiver, ServerCall<InputStream, InputStream> call) {
    super(partition, receiver);
    this.call = call;
  }

  /** Begins to read. */
  ServerCall.Listener<InputStream> start() {
    call.setOnReadyThreshold(LinkMethod.READY_BYTES);
    call.sendHeaders(new Metadata());
    call.request(1);
    return new Listener();
  }

  @Override
  boolean isReady() {
    return call.isReady();
  }

  @Override
  void send(Chunk chunk) {
    call.sendMessage(chunk);
  }

  @Override
  void finish() {
    close(Status.OK);
  }

  @Override
  void close(String reason) {
    close(Status.ABORTED.withDescription(reason));
  }

  private void close(Status status) {
    if (!isFinished) {
      isFinished = true;
      call.close(status, new Metadata());
    }
  }

  private final class Listener extends ServerCall.Listener<InputStream> {
    @Override
    public void onMessage(InputStream chunk) {
      onChunk(chunk);
      if (!isClosed()) {
        call.request(1);
      }
    }

    @Override
    public void onHalfClose() {
      onFinished();
    }

    @Override
    public void onCancel() {
      onClosed("the other side has cut the connection");
    }

    @Override
    public void onComplete() {
      onClosed(null);
    }

    @Override
    public void onReady() {
      AcceptedWire.this.onReady();
    }
  }
}
