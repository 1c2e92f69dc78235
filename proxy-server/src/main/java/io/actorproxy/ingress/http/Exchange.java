package io.actorproxy.ingress.http;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.memory.Holding;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and the answer it waits for. */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final HttpConnection connection;
  private final EventLoop loop;
  private final RequestHead head;

  // Belong to the connection's loop.
  private @Nullable Answer answer;
  private boolean isReady;
  private volatile boolean isAbandoned;
  private int held;
  private boolean isLast;
  private boolean awaitsContinue;

  Exchange(HttpConnection connection, EventLoop loop, RequestHead head) {
    this.connection = connection;
    this.loop = loop;
    this.head = head;
    this.isLast = !head.keepAlive();
  }

  RequestHead head() {
    return head;
  }

  // --- on any thread; only the first answer counts

  void answer(Answer given) {
    if (!Gzip.isWorth(head, given) || given.body().size() <= Offload.SMALL) {
      settleOnLoop(given);
    } else if (!offloadAnswer(given.body().size(), () -> settleCompressed(given))) {
      settleOnLoop(given);
    }
  }

  /** What there is no room to compress is sent as it is. */
  private void settleCompressed(Answer given) {
    try (Holding holding = connection.admission().memory().holding()) {
      settleOnLoop(isAbandoned ? given : given.compressed(Rooms.ofAnswer(holding)));
    } catch (FailureException e) {
      settleOnLoop(given);
    }
  }

  /**
   * Works on a large answer beside the loop, and counts its bytes until that is done; the actor
   * counts them no more when this returns. False if as many wait as may.
   */
  boolean offloadAnswer(int bytes, Runnable task) {
    MemoryBudget memory = connection.admission().memory();
    memory.take(bytes);
    boolean taken =
        connection
            .offload()
            .runForAnswer(
                () -> {
                  try {
                    task.run();
                  } finally {
                    memory.release(bytes);
                  }
                });
    if (!taken) {
      memory.release(bytes);
    }
    return taken;
  }

  /** A large answer is counted on its way; the actor counts it no more when this returns. */
  private void settleOnLoop(Answer given) {
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

  /** Whether no client waits for the answer any more. */
  boolean isAbandoned() {
    return isAbandoned;
  }

  /** Lets the connection begin no other request until {@link #endDecoding}, to keep their order. */
  void beginDecoding() {
    connection.onDecoding(true);
  }

  /** The request is not worked on any further. */
  void endDecoding() {
    endDecoding(connection.admission().memory().holding(), () -> {});
  }

  /**
   * Takes {@code next} on the connection's loop, and then perhaps the next request.
   *
   * @param message holds the memory of the decoded request; if it holds any, the body is not needed
   *     any more
   */
  void endDecoding(Holding message, Runnable next) {
    onLoop(
        () -> {
          if (isAbandoned) {
            // No answer will come that gives it back.
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

  void fail(Failure failure) {
    LOG.debug("{} failed: {}: {}", head.route(), failure.code(), failure.message());
    answer(Answer.failed(head, HttpStatusMapper.statusOf(failure.code()), failure));
  }

  private void settle(Answer given) {
    if (answer == null) {
      answer = isAbandoned ? given : affordable(given);
      isReady = true;
      releaseIfAbandoned();
      connection.onAnswered();
    }
  }

  /** Answers wait for clients that do not read, and for the answers before them. */
  private Answer affordable(Answer given) {
    int size = given.body().size();
    // What the request took is the answer's now; only what goes beyond it is new.
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
                + " bytes is more than there is memory for now; read your answers sooner, or raise"
                + " PROXY_HTTP_MAX_BUFFERED_BYTES");
    return Answer.failed(head, HttpStatusMapper.statusOf(failure.code()), failure);
  }

  // --- on the connection's loop

  /** Keeps memory that was taken already until the answer is sent. */
  void hold(int bytes) {
    held += bytes;
  }

  /** The answer has left, so nothing of the exchange is kept. */
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
    if (isAbandoned && answer != null) {
      releaseMemory();
    }
  }

  /** Settles the answer now, to be sent once the request's body has been read past. */
  void refuse(HttpResponseStatus status, Failure failure) {
    answer = Answer.failed(head, status, failure);
  }

  /** Settles the answer now and makes it the connection's last. */
  void refuseAndClose(HttpResponseStatus status, Failure failure) {
    if (!isReady) {
      answer = Answer.failed(head, status, failure);
    }
    isReady = true;
    isLast = true;
    awaitsContinue = false;
  }

  /** Makes its answer the connection's last, whatever it is. */
  void endConnection() {
    isLast = true;
  }

  boolean isRefused() {
    return answer != null;
  }

  void release() {
    isReady = answer != null;
  }

  /** The answer, once it can be sent. */
  @Nullable Answer readyAnswer() {
    return isReady ? answer : null;
  }

  /** Whether the connection ends with this answer. */
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
