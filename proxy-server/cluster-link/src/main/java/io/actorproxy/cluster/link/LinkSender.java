package io.actorproxy.cluster.link;

import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.time.TimeSource;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a link. What other threads send enters one queue; the link's loop packs what
 * has come since it last did into chunks, as long as the stream takes them.
 *
 * <p>The other member gives credit: it has said how many calls without an answer it takes in, and
 * each answer makes room for another. Calls wait for that; all else goes before them. So a member
 * that answers nothing, or reads nothing, is sent no more than it said, and what waits here is
 * bounded by the {@link LinkRoom}.
 */
final class LinkSender implements ChunkWriter.Source {
  /** What the link wants to know. */
  interface Listener {
    /** An answer is on its way. */
    void onAnswered(long id);

    /** What was there to send is sent. */
    void onFlushed();
  }

  /** Calls and messages, in the order in which they were sent. */
  private final Queue<Object> entering = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean isFlushPlanned = new AtomicBoolean();

  private final Wire wire;
  private final long epoch;
  private final LinkRoom room;
  private final Hello other;
  private final int version;
  private final TimeSource time;
  private final Listener listener;

  private final ChunkWriter writer = new ChunkWriter();
  private final ArrayDeque<LinkMessage> messages = new ArrayDeque<>();
  private final ArrayDeque<OutgoingCall> calls = new ArrayDeque<>();
  private final LongObjectMap<OutgoingCall> unanswered = new LongObjectHashMap<>();
  private long unansweredBytes;
  private long lastId;
  private long lastSentNanos;
  private boolean isPongOwed;

  /** Why calls are not taken any more. */
  private @Nullable String endOfCalls;

  private boolean isClosed;

  /**
   * @param other what the other member takes in
   * @param version which both sides speak
   */
  LinkSender(
      Wire wire,
      long epoch,
      LinkRoom room,
      Hello other,
      int version,
      TimeSource time,
      Listener listener) {
    this.wire = wire;
    this.epoch = epoch;
    this.room = room;
    this.other = other;
    this.version = version;
    this.time = time;
    this.listener = listener;
    this.lastSentNanos = time.nanoTime();
  }

  // --- from any thread; the room is taken by who calls

  void send(OutgoingCall call) {
    call.enter(this);
    entering.add(call);
    planFlush();
  }

  /** Sends a frame or an answer. */
  void send(LinkMessage message) {
    entering.add(message);
    planFlush();
  }

  void onCancelled(OutgoingCall call) {
    execute(() -> giveUp(call));
  }

  private void planFlush() {
    if (isFlushPlanned.compareAndSet(false, true)) {
      execute(this::flush);
    }
  }

  private void execute(Runnable task) {
    try {
      wire.partition().execute(task);
    } catch (RejectedExecutionException e) {
      dropEntering("this member has stopped");
    }
  }

  // --- on the loop

  private void flush() {
    isFlushPlanned.set(false);
    if (isClosed) {
      dropEntering("the connection has closed");
      return;
    }
    for (Object next = entering.poll(); next != null; next = entering.poll()) {
      if (next instanceof OutgoingCall call) {
        take(call);
      } else {
        messages.add((LinkMessage) next);
      }
    }
    write();
  }

  private void take(OutgoingCall call) {
    if (call.isLate(time)) {
      neverSent(call, LinkFailures.tooLateToSend(epoch));
    } else if (endOfCalls != null) {
      neverSent(call, LinkFailures.unreachable(epoch, endOfCalls));
    } else if (call.size() > other.messageBytes()) {
      neverSent(call, LinkFailures.tooLarge(epoch, call.size(), other.messageBytes()));
    } else {
      call.startTimer(wire.partition().wheel(), () -> giveUp(call));
      calls.add(call);
    }
  }

  /** Sends as much as the stream takes. */
  void write() {
    while (!isClosed && wire.isReady()) {
      Chunk chunk = writer.next(this);
      if (chunk == null) {
        listener.onFlushed();
        return;
      }
      wire.send(chunk);
    }
  }

  /** Sends a message about the link itself. */
  void sendSmall(int type, long number) {
    messages.add(LinkMessage.number(type, number));
    planFlush();
  }

  /** One answer is good for all questions that came before it. */
  void sendPong() {
    if (!isPongOwed) {
      isPongOwed = true;
      sendSmall(LinkMessage.PONG, 0);
    }
  }

  @Override
  public @Nullable LinkMessage peek() {
    LinkMessage message = messages.peek();
    if (message != null) {
      return message;
    }
    OutgoingCall call = calls.peek();
    return call != null && hasCredit(call) ? call.request(lastId + 1, version, time) : null;
  }

  private boolean hasCredit(OutgoingCall call) {
    return unanswered.isEmpty()
        || unanswered.size() < other.calls() && unansweredBytes + call.size() <= other.callBytes();
  }

  /** An answer to a ping wants none. */
  @Override
  public void take(LinkMessage message) {
    if (message.type() != LinkMessage.PONG) {
      lastSentNanos = time.nanoTime();
    }
    if (message instanceof LinkMessage.Request) {
      OutgoingCall call = calls.remove();
      lastId++;
      call.sent(lastId);
      unanswered.put(lastId, call);
      unansweredBytes += call.size();
      room.freeBytes(call.size());
    } else {
      messages.remove();
      free(message);
      if (message instanceof LinkMessage.Response response) {
        listener.onAnswered(response.id());
      } else if (message.type() == LinkMessage.PONG) {
        isPongOwed = false;
      }
    }
  }

  private void free(LinkMessage message) {
    if (message instanceof LinkMessage.Response) {
      room.freeAnswer(message.size());
    } else if (message.type() == LinkMessage.FRAME) {
      room.freeBytes(message.size());
    }
  }

  // --- how calls end

  /**
   * The other member has answered.
   *
   * @param outcome null if it did not, because the caller does not wait any more
   * @return whether it was asked
   */
  boolean onAnswer(long id, @Nullable CallOutcome outcome) {
    OutgoingCall call = unanswered.remove(id);
    if (call == null) {
      return false;
    }
    unansweredBytes -= call.size();
    room.freeCall();
    call.end(outcome == null ? LinkFailures.tooLate(epoch) : outcome);
    if (!calls.isEmpty()) {
      planFlush();
    }
    return true;
  }

  /** The room of a call that was sent stays taken until the other member has said that it knows. */
  private void giveUp(OutgoingCall call) {
    if (call.isOver()) {
      return;
    }
    if (call.id() != 0) {
      call.end(LinkFailures.tooLate(epoch));
      sendSmall(LinkMessage.CANCEL, call.id());
    } else if (calls.remove(call)) {
      neverSent(call, LinkFailures.tooLateToSend(epoch));
    }
  }

  /** No call is sent any more; those that wait for it did not run. */
  void endCalls(String reason) {
    if (endOfCalls == null) {
      endOfCalls = reason;
    }
    for (OutgoingCall call = calls.poll(); call != null; call = calls.poll()) {
      neverSent(call, LinkFailures.unreachable(epoch, reason));
    }
  }

  /** The other member takes in no call after this one. */
  void onGoAway(long last) {
    endCalls("it takes in no more calls");
    endUnanswered(
        call -> call.id() > last, LinkFailures.unreachable(epoch, "it takes in no more calls"));
  }

  private void endUnanswered(Predicate<OutgoingCall> which, CallOutcome outcome) {
    for (OutgoingCall call : unanswered.values().stream().filter(which).toList()) {
      unanswered.remove(call.id());
      unansweredBytes -= call.size();
      room.freeCall();
      call.end(outcome);
    }
  }

  private void neverSent(OutgoingCall call, CallOutcome outcome) {
    room.freeBytes(call.size());
    room.freeCall();
    call.end(outcome);
  }

  /** The stream has ended: what was sent may have run, what waits did not. */
  void close(String reason) {
    isClosed = true;
    endUnanswered(_ -> true, LinkFailures.broken(epoch, reason));
    endCalls(reason);
    messages.forEach(this::free);
    messages.clear();
    dropEntering(reason);
  }

  private void dropEntering(String reason) {
    for (Object next = entering.poll(); next != null; next = entering.poll()) {
      if (next instanceof OutgoingCall call) {
        neverSent(call, LinkFailures.unreachable(epoch, reason));
      } else {
        free((LinkMessage) next);
      }
    }
  }

  // --- what the link asks

  /** Whether all that was sent is on its way, and all calls are answered. */
  boolean isDone() {
    return unanswered.isEmpty()
        && calls.isEmpty()
        && messages.isEmpty()
        && entering.isEmpty()
        && !writer.isWithin();
  }

  boolean hasCalls() {
    return !unanswered.isEmpty() || !calls.isEmpty();
  }

  /**
   * When something was sent last to which a sign of life is to be expected, by the monotonic clock.
   */
  long lastSentNanos() {
    return lastSentNanos;
  }
}
