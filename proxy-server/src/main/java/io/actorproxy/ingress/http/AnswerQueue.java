package io.actorproxy.ingress.http;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that wait for their answers, in the order in which they came.
 * Answers may be found in any order and are sent in this one (RFC 9112, 9.3.2).
 */
final class AnswerQueue {
  private final ArrayDeque<Exchange> waiting = new ArrayDeque<>(4);

  void add(Exchange exchange) {
    waiting.add(exchange);
  }

  int size() {
    return waiting.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The next exchange to be answered. */
  @Nullable Exchange head() {
    return waiting.peek();
  }

  /** Takes the next exchange out if its answer is there. */
  @Nullable Exchange takeAnswered() {
    Exchange head = waiting.peek();
    return head == null || head.readyAnswer() == null ? null : waiting.poll();
  }

  /** The client is gone; its responses are dropped. */
  void abandon() {
    waiting.forEach(Exchange::abandon);
    waiting.clear();
  }
}
