package io.actorproxy.cluster.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.Frame;
import io.actorproxy.cluster.MemberInbox;
import io.actorproxy.cluster.link.LinkConfig.Timings;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Reply;
import io.actorproxy.time.TimeSource;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link whose members know each other: takes in what comes, watches that the other side lives, and
 * closes. Belongs to the loop of its stream.
 */
final class Link implements Wire.Receiver, LinkSender.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  /** The largest frame of the protocol; states that come with a certificate are about half. */
  static final int FRAME_BYTES = 8 << 20;

  /** The largest message about the link itself. */
  static final int SMALL_BYTES = 4 << 10;

  private final Wire wire;
  private final Peer peer;
  private final Hello other;
  private final LinkConfig config;
  private final TimeSource time;
  private final MemberInbox inbox;
  private final LinkSender sender;

  private final LongObjectMap<IncomingCall> incoming = new LongObjectHashMap<>();
  private long incomingBytes;
  private long lastTaken;

  private long heardNanos;

  /** How many looks there were since something came. */
  private int silentLooks;

  private boolean isLeaving;
  private boolean isFinished;
  private boolean isClosed;

  /**
   * @param version which both sides speak
   */
  Link(
      Wire wire,
      Peer peer,
      Hello other,
      int version,
      LinkConfig config,
      TimeSource time,
      MemberInbox inbox) {
    this.wire = wire;
    this.peer = peer;
    this.other = other;
    this.config = config;
    this.time = time;
    this.inbox = inbox;
    this.sender = new LinkSender(wire, peer.epoch(), peer.room(), other, version, time, this);
    this.heardNanos = time.nanoTime();
  }

  /** Takes over the stream, and watches the other side. */
  void start() {
    wire.setReceiver(this);
    watchLater();
  }

  /** Sends what comes from other threads. */
  LinkSender sender() {
    return sender;
  }

  // --- what comes

  @Override
  public int limit(int type) {
    return switch (type) {
      case LinkMessage.REQUEST, LinkMessage.RESPONSE -> config.limits().messageBytes();
      case LinkMessage.FRAME -> FRAME_BYTES;
      case LinkMessage.CANCEL, LinkMessage.PING, LinkMessage.PONG, LinkMessage.GO_AWAY ->
          SMALL_BYTES;
      default -> 0;
    };
  }

  /** Whatever it is, it is a sign of life. */
  @Override
  public void onChunk() {
    heardNanos = time.nanoTime();
    silentLooks = 0;
  }

  @Override
  public void onMessage(int type, ByteString content) throws MalformedMessageException {
    switch (type) {
      case LinkMessage.REQUEST -> onRequest(LinkMessage.Requested.read(content), content.size());
      case LinkMessage.RESPONSE -> onResponse(LinkMessage.Response.read(content));
      case LinkMessage.CANCEL -> onCancel(LinkMessage.readNumber(content));
      case LinkMessage.FRAME -> onFrame(FrameCodec.read(content));
      case LinkMessage.PING -> sender.sendPong();
      case LinkMessage.GO_AWAY -> onGoAway(LinkMessage.readNumber(content));
      default -> {} // An answer to a ping says nothing but that it came.
    }
  }

  private void onFrame(@Nullable Frame frame) {
    if (frame != null && peer.isPresent()) {
      inbox.onFrame(peer.epoch(), frame);
    }
  }

  private void onRequest(LinkMessage.Requested request, int size) throws MalformedMessageException {
    if (isLeaving) {
      return; // The other side will read that this one was not taken in.
    }
    if (request.id() <= lastTaken) {
      throw new MalformedMessageException("call %d comes late".formatted(request.id()));
    }
    if (!hasRoomFor(size)) {
      throw new MalformedMessageException("more calls than may be without an answer");
    }
    lastTaken = request.id();
    IncomingCall incomingCall = new IncomingCall(this, request.id(), size);
    incoming.put(request.id(), incomingCall);
    incomingBytes += size;
    if (peer.room().isCrowded()) {
      // It has not run, and its answer might find no room.
      incomingCall.refuse(LinkFailures.crowded());
    } else {
      take(request, incomingCall);
    }
  }

  private boolean hasRoomFor(int size) {
    return incoming.isEmpty()
        || incoming.size() < config.limits().calls()
            && incomingBytes + size <= config.limits().callBytes();
  }

  private void take(LinkMessage.Requested request, IncomingCall incomingCall) {
    try {
      ForwardedCall call = ForwardedCall.read(request.call());
      inbox.onCall(peer.epoch(), call, request.trace(), incomingCall);
    } catch (MalformedMessageException e) {
      incomingCall.reply(new Reply.Failed(e.failure(ErrorCode.INVALID_REQUEST)));
    } catch (RuntimeException e) {
      LOG.error("BUG: a call of member {} was not taken in", peer.epoch(), e);
      incomingCall.reply(Reply.failed(ErrorCode.INTERNAL, "The member has a defect: " + e));
    }
  }

  private void onCancel(long id) {
    IncomingCall call = incoming.get(id);
    if (call != null) {
      call.cancel();
    }
  }

  private void onResponse(LinkMessage.Response response) throws MalformedMessageException {
    if (!sender.onAnswer(response.id(), response.outcome())) {
      throw new MalformedMessageException("an answer to no call, " + response.id());
    }
    finishIfDone();
  }

  /** Later calls need another link; what was asked here is still answered here. */
  private void onGoAway(long last) {
    sender.onGoAway(last);
    peer.onLeaving(this);
    finishIfDone();
  }

  // --- answers, from any thread

  /** Sends an answer, or if there is no room for it, that there is not. */
  void answer(LinkMessage.Response response) {
    int size = response.size();
    if (size <= SMALL_BYTES) {
      peer.room().takeAnswer(size);
      sender.send(response);
    } else if (size <= other.messageBytes() && peer.room().tryAnswer(size)) {
      sender.send(response);
    } else {
      Reply noRoom = LinkFailures.noRoom(size);
      var instead = new LinkMessage.Response(response.id(), new CallOutcome.Answered(noRoom));
      peer.room().takeAnswer(instead.size());
      sender.send(instead);
    }
  }

  // --- what was sent

  @Override
  public void onReady() {
    sender.write();
  }

  @Override
  public void onAnswered(long id) {
    IncomingCall call = incoming.remove(id);
    if (call != null) {
      incomingBytes -= call.size();
    }
  }

  @Override
  public void onFlushed() {
    finishIfDone();
  }

  // --- signs of life

  private void watchLater() {
    wire.partition().wheel().schedule(config.timings().ping(), this::watch);
  }

  /**
   * Asks for a sign of life while there is something to be answered, or after something was sent.
   * Silence is counted in looks, not in time: if this process stood still, what has come meanwhile
   * is read before the next look. An idle link asks for nothing, until it is closed.
   */
  private void watch() {
    if (isClosed) {
      return;
    }
    Timings timings = config.timings();
    boolean isWaiting = sender.hasCalls() || sender.lastSentNanos() - heardNanos > 0;
    silentLooks = isWaiting ? silentLooks + 1 : 0;
    if (silentLooks * timings.ping() > timings.silence()) {
      wire.abort("it gave no sign of life for %d ms".formatted(timings.silence()));
    } else {
      if (silentLooks == 2) {
        probe();
      } else if (isIdle(time.nanoTime())) {
        leave();
      }
      watchLater();
    }
  }

  private boolean isIdle(long now) {
    long idleNanos = MILLISECONDS.toNanos(config.timings().idle());
    return incoming.isEmpty()
        && !sender.hasCalls()
        && now - heardNanos >= idleNanos
        && now - sender.lastSentNanos() >= idleNanos;
  }

  /**
   * Makes sure that the other side lives; if it does not, the link breaks soon. From any thread.
   */
  void probe() {
    execute(() -> sender.sendSmall(LinkMessage.PING, 0));
  }

  // --- the end

  /** Takes in no more calls, waits for the answers of those under way, and closes. Any thread. */
  void close() {
    execute(this::leave);
  }

  /** Ends at once. Any thread. */
  void abort(String reason) {
    execute(() -> wire.abort(reason));
  }

  private void execute(Runnable task) {
    try {
      wire.partition().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the loops have stopped before the link to member {}", peer.epoch());
    }
  }

  private void leave() {
    if (!isLeaving && !isClosed) {
      isLeaving = true;
      peer.onLeaving(this);
      sender.sendSmall(LinkMessage.GO_AWAY, lastTaken);
      sender.endCalls("this member closes the connection");
      wire.partition()
          .wheel()
          .schedule(
              config.timings().close(),
              () -> wire.abort("the connection was to be closed, and answers did not come"));
    }
  }

  private void finishIfDone() {
    if (isLeaving && !isFinished && !isClosed && incoming.isEmpty() && sender.isDone()) {
      isFinished = true;
      wire.finish();
    }
  }

  /** The other side finishes only when all is answered. */
  @Override
  public void onFinished() {
    sender.endCalls("it closes the connection");
    if (!incoming.isEmpty() || sender.hasCalls()) {
      wire.abort("it closed the connection too early");
    } else {
      isLeaving = true;
      peer.onLeaving(this);
      finishIfDone();
    }
  }

  @Override
  public void onClosed(@Nullable String failure) {
    isClosed = true;
    sender.close(failure == null ? "the connection has closed" : failure);
    incoming.values().forEach(IncomingCall::drop);
    incoming.clear();
    peer.onClosed(this, failure);
  }
}
