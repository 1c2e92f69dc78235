package io.actorproxy.host;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.HostFormat;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.time.TimerWheel;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: first it waits for a connection, then for a reply. It is its own timeout in
 * both, and its own place in the queue.
 */
final class HostCall extends TimerWheel.Timeout {
  final WireMessage request;
  final HostFormat format;
  final long beganNanos;
  final long sendBeforeNanos;
  final long replyWithinMillis;

  @Nullable HostCall queuedBefore;
  @Nullable HostCall queuedAfter;

  private final HttpHostClient client;
  private final HostCallback callback;
  private @Nullable HostConnection connection;

  HostCall(
      HttpHostClient client,
      WireMessage request,
      HostFormat format,
      long beganNanos,
      long sendBeforeNanos,
      long replyWithinMillis,
      HostCallback callback) {
    this.client = client;
    this.request = request;
    this.format = format;
    this.beganNanos = beganNanos;
    this.sendBeforeNanos = sendBeforeNanos;
    this.replyWithinMillis = replyWithinMillis;
    this.callback = callback;
  }

  /** Says what the timeout is about: {@code connection}, or the queue if that is null. */
  void waitsFor(@Nullable HostConnection connection) {
    cancel();
    this.connection = connection;
    if (connection != null) {
      callback.onSent();
    } else {
      callback.onNotSent();
    }
  }

  boolean maySend() {
    return callback.maySend();
  }

  /** It waits no more, since it may not be sent. */
  void withdraw() {
    cancel();
    try {
      callback.onWithdrawn();
    } catch (RuntimeException e) {
      report(e);
    }
  }

  void answer(ByteString body) {
    cancel();
    try {
      callback.onReply(body);
    } catch (RuntimeException e) {
      report(e);
    }
  }

  /** The actor whose action is asked for; null if the request does not tell. */
  @Nullable ActorId actor() {
    return request instanceof ActorInvocation invocation ? invocation.actor() : null;
  }

  void fail(Failure failure) {
    cancel();
    client.onFailed(failure);
    try {
      callback.onFailure(failure);
    } catch (RuntimeException e) {
      report(e);
    }
  }

  @Override
  protected void onTimeout() {
    if (connection != null) {
      connection.onTimeout(this);
    } else {
      client.onWaitTimeout(this);
    }
  }

  /** A defect of the callee must neither be lost nor harm a connection. */
  private static void report(RuntimeException e) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
  }
}
