package io.actorproxy.http;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Principal;
import io.actorproxy.memory.Holding;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Intake;
import io.actorproxy.offload.Offload;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and the response it waits for.
 *
 * @param <H> what the handler has read in its head
 */
public final class Exchange<H extends RequestHead> {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final HttpConnection<H> connection;
  private final EventLoop loop;
  private final H head;

  // Belong to the connection's loop.
  private @Nullable Response response;
  private boolean isReady;
  private volatile boolean isAbandoned;
  private int held;
  private boolean isLast;
  private boolean awaitsContinue;

  Exchange(HttpConnection<H> connection, EventLoop loop, H head) {
    this.connection = connection;
    this.loop = loop;
    this.head = head;
    this.isLast = !head.keepAlive();
  }

  public H head() {
    return head;
  }

  /** Who the client is, as far as the connection tells. */
  public Principal principal() {
    return connection.principal();
  }

  /** The client's address. */
  public SocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  // --- on any thread; only the first response counts

  /** Gives the response. */
  public void answer(Response given) {
    if (!Gzip.isWorth(head, given) || given.body().size() <= Offload.SMALL) {
      settleOnLoop(given);
    } else if (!offloadResponse(given.body().size(), () -> settleCompressed(given)).isTaken()) {
      settleOnLoop(given);
    }
  }

  /** What there is no room to compress is sent as it is. */
  private void settleCompressed(Response given) {
    try (Holding holding = connection.admission().memory().holding()) {
      settleOnLoop(isAbandoned ? given : given.compressed(Rooms.ofAnswer(holding)));
    } catch (FailureException e) {
      settleOnLoop(given);
    }
  }

  /**
   * Works on a large response beside the loop, and counts its bytes until that is done; the actor
   * counts them no more when this returns. Refused if as many wait as may.
   */
  public Intake offloadResponse(int bytes, Runnable task) {
    MemoryBudget memory = connection.admission().memory();
    memory.take(bytes);
    Intake intake =
        connection
            .offload()
            .runForAnswer(
                connection,
                bytes,
                () -> {
                  try {
                    task.run();
                  } finally {
                    memory.release(bytes);
                  }
                });
    if (!intake.isTaken()) {
      memory.release(bytes);
    }
    return intake;
  }

  /** A large response is counted on its way; the actor counts it no more when this returns. */
  private void settleOnLoop(Response given) {
    int size = loop.inEventLoop() ? 0 : given.body().size();
    if (size < MemoryBudget.SMALL) {
      onLoop(() -> settle(given));
      return;
    }
    MemoryBudget memory = connection.admission().memory();
    memory.take(size);
    onLoop(
        () -> {
          settle(given);
          memory.release(size);
        });
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
      return;
    }
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has stopped, and with it the connection: no client is there to be answered.
      return;
    }
  }

  /** Whether no client waits for the response any more. */
  public boolean isAbandoned() {
    return isAbandoned;
  }

  /**
   * Reads a large body beside the loop, unless as many wait as may. The connection begins no other
   * request until {@link #endDecoding}, also if this is refused, to keep their order.
   *
   * @param bytes the size of the body, as far as it is known
   */
  public Intake offloadDecoding(int bytes, Runnable task) {
    connection.onDecoding(true);
    return connection.offload().runForRequest(connection, bytes, task);
  }

  /** The request is not worked on any further. */
  public void endDecoding() {
    endDecoding(connection.admission().memory().holding(), () -> {});
  }

  /**
   * Takes {@code next} on the connection's loop, and then perhaps the next request.
   *
   * @param message holds the memory of the decoded request; if it holds any, the body is not needed
   *     any more
   */
  public void endDecoding(Holding message, Runnable next) {
    onLoop(
        () -> {
          if (isAbandoned) {
            // No response will come that gives it back.
            message.close();
            releaseMemory();
          } else {
            if (message.bytes() > 0) {
              int body = held;
              held = connection.admission().adopt(message);
              connection.admission().release(body);
            }
            next.run();
          }
          connection.onDecoding(false);
        });
  }

  /** Gives a response that tells of the failure. */
  public void fail(Failure failure) {
    LOG.debug("{} failed: {}: {}", head, failure.code(), failure.message());
    answer(failed(failure));
  }

  private Response failed(Failure failure) {
    return head.errorForm().response(HttpStatusMapper.statusOf(failure.code()), failure);
  }

  private void settle(Response given) {
    if (response == null) {
      response = isAbandoned ? given : affordable(given);
      isReady = true;
      releaseIfAbandoned();
      connection.onResponse();
    }
  }

  /** Responses wait for clients that do not read, and for the responses before them. */
  private Response affordable(Response given) {
    int size = given.body().size();
    // What the request took is the response's now; only what goes beyond it is new.
    if (size <= Math.max(MemoryBudget.SMALL, held)) {
      return given;
    }
    if (connection.admission().reserveAnswer(size - held)) {
      held = size;
      return given;
    }
    Failure failure =
        new Failure(
            ErrorCode.ANSWER_DISCARDED,
            "the request was carried out, but its answer of "
                + size
                + " bytes is more than there is memory for now; read your answers sooner"
                + connection.limits().orRaise("MAX_BUFFERED_BYTES"));
    return failed(failure);
  }

  // --- on the connection's loop

  /** Keeps memory that was taken already until the response is sent. */
  void hold(int bytes) {
    held += bytes;
  }

  /** The response has left, so nothing of the exchange is kept. */
  void releaseMemory() {
    connection.admission().release(held);
    held = 0;
  }

  boolean holdsMemory() {
    return held > 0;
  }

  /** The client is gone, but the request may still be at work. */
  void abandon() {
    isAbandoned = true;
    releaseIfAbandoned();
  }

  private void releaseIfAbandoned() {
    if (isAbandoned && response != null) {
      releaseMemory();
    }
  }

  /** Settles the response now, to be sent once the request's body has been read past. */
  void refuse(HttpResponseStatus status, Failure failure) {
    response = head.errorForm().response(status, failure);
  }

  /** Settles the response now and makes it the connection's last. */
  void refuseAndClose(HttpResponseStatus status, Failure failure) {
    if (!isReady) {
      response = head.errorForm().response(status, failure);
    }
    isReady = true;
    isLast = true;
    awaitsContinue = false;
  }

  /** Makes its response the connection's last, whatever it is. */
  void endConnection() {
    isLast = true;
  }

  boolean isRefused() {
    return response != null;
  }

  void release() {
    isReady = response != null;
  }

  /** The response, once it can be sent. */
  @Nullable Response readyResponse() {
    return isReady ? response : null;
  }

  /** Whether the connection ends with this response. */
  boolean isLast() {
    return isLast;
  }

  void awaitContinue() {
    awaitsContinue = true;
  }

  /** Whether the client waits for "100 Continue"; true only for the first call. */
  boolean takeContinue() {
    boolean wanted = awaitsContinue;
    awaitsContinue = false;
    return wanted;
  }

  void forgetContinue() {
    awaitsContinue = false;
  }
}
