package io.actorproxy.http;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that wait for their responses, in the order in which they came.
 * Responses may come in any order and are sent in this one (RFC 9112, 9.3.2).
 */
final class ResponseQueue<H extends RequestHead> {
  private final ArrayDeque<Exchange<H>> waiting = new ArrayDeque<>(4);

  void add(Exchange<H> exchange) {
    waiting.add(exchange);
  }

  int size() {
    return waiting.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The next exchange to be answered. */
  @Nullable Exchange<H> head() {
    return waiting.peek();
  }

  /** Takes the next exchange out if its response is there. */
  @Nullable Exchange<H> takeReady() {
    Exchange<H> head = waiting.peek();
    return head == null || head.readyResponse() == null ? null : waiting.poll();
  }

  /** The client is gone; its responses are dropped. */
  void abandon() {
    waiting.forEach(Exchange::abandon);
    waiting.clear();
  }
}
