package io.actorproxy.ingress.http;

import io.actorproxy.invocation.Failure;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One request and the answer it waits for. */
final class Exchange {
  private final HttpConnection connection;
  private final EventLoop loop;
  private final RequestHead head;

  // Belong to the connection's loop.
  private @Nullable Answer answer;
  private boolean isReady;
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
    if (loop.inEventLoop()) {
      settle(given);
      return;
    }
    try {
      loop.execute(() -> settle(given));
    } catch (RejectedExecutionException e) {
      // The loop has stopped, and with it the connection: nobody is there to be answered.
      return;
    }
  }

  void fail(Failure failure) {
    answer(Answer.failed(head, HttpStatusMapper.statusOf(failure.code()), failure));
  }

  private void settle(Answer given) {
    if (answer == null) {
      answer = given;
      isReady = true;
      connection.onAnswered();
    }
  }

  // --- on the connection's loop

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

  /** Whether the client wants to be told to go on; says so once. */
  boolean takeContinue() {
    boolean wanted = awaitsContinue;
    awaitsContinue = false;
    return wanted;
  }

  void forgetContinue() {
    awaitsContinue = false;
  }
}
