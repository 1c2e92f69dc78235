package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.Frame;
import io.actorproxy.cluster.MemberCalls.Forwarding;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another member, and the one link to it. If there is none, what is sent waits while one is opened.
 * Thread safe.
 *
 * <p>Both sides may open it at once. Then the member with the lower epoch decides: it refuses the
 * other's connection if that member has answered on its own one, and gives up its own one else.
 */
final class Peer {
  private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

  private final EpochLinks links;
  private final LinkContext context;
  private final long epoch;
  private final LinkRoom room;

  /** Read without the lock; changed with it. */
  private volatile @Nullable Link link;

  // With the lock:

  private final Deque<Object> waiting = new ArrayDeque<>();
  private final Set<Link> leaving = new HashSet<>();
  private @Nullable Dial dial;
  private boolean isDialAnswered;
  private int failures;
  private long pausedUntil;
  private String lastFailure = "";

  Peer(EpochLinks links, long epoch) {
    this.links = links;
    this.context = links.context();
    this.epoch = epoch;
    this.room = new LinkRoom(context.config().limits());
  }

  long epoch() {
    return epoch;
  }

  LinkRoom room() {
    return room;
  }

  /** Whether what it sends still counts: this member is the one that it means. */
  boolean isPresent() {
    return !links.isOver();
  }

  // --- sending

  Forwarding call(Call call, Deadline deadline, ByteString trace, Consumer<CallOutcome> then) {
    var outgoing = new OutgoingCall(this, call, deadline, trace, then, context.time());
    if (!room.tryCall(outgoing.size())) {
      outgoing.end(LinkFailures.full(epoch));
      return outgoing;
    }
    Link open = link;
    if (open != null) {
      open.sender().send(outgoing);
    } else {
      enter(outgoing);
    }
    return outgoing;
  }

  void send(Frame frame) {
    Link open = link;
    if (open == null && (frame instanceof Frame.News || frame instanceof Frame.Spawned)) {
      return;
    }
    LinkMessage message = encoded(frame);
    if (message == null) {
      LOG.debug("there is no room for a frame to member {}", epoch);
    } else if (open != null) {
      open.sender().send(message);
    } else {
      enter(message);
    }
  }

  /** The frame, for which room is taken; without states, if there is none for these; or null. */
  private @Nullable LinkMessage encoded(Frame frame) {
    ByteString bytes = FrameCodec.write(frame);
    if (bytes.size() <= Link.FRAME_BYTES && room.tryBytes(bytes.size())) {
      return new LinkMessage.Encoded(LinkMessage.FRAME, bytes);
    }
    return frame instanceof Frame.Certificate certificate && !certificate.states().isEmpty()
        ? encoded(certificate.withoutStates())
        : null;
  }

  private void enter(Object item) {
    String obstacle = waitForLink(item);
    if (obstacle != null) {
      drop(item, obstacle);
    }
  }

  /** Opens a link, if there is none. */
  synchronized void connect() {
    if (link == null) {
      dial();
    }
  }

  boolean isOpen() {
    return link != null;
  }

  /** Returns why it cannot wait, or null. */
  private synchronized @Nullable String waitForLink(Object item) {
    Link open = link;
    if (open != null) {
      pass(item, open);
      return null;
    }
    String obstacle = dial();
    if (obstacle == null) {
      waiting.add(item);
    }
    return obstacle;
  }

  /** Returns why no link is being opened, or null. */
  private @Nullable String dial() {
    if (links.isOver()) {
      return "this process is not the member any more that it was";
    }
    if (dial == null) {
      if (failures > 0 && context.time().nanoTime() - pausedUntil < 0) {
        return lastFailure;
      }
      String address = links.addressOf(epoch);
      if (address == null) {
        return "its address is not known";
      }
      dial = new Dial(links, this, address);
      isDialAnswered = false;
      dial.start();
    }
    return null;
  }

  private static void pass(Object item, Link open) {
    if (item instanceof OutgoingCall call) {
      open.sender().send(call);
    } else {
      open.sender().send((LinkMessage) item);
    }
  }

  private void drop(Object item, String reason) {
    if (item instanceof OutgoingCall call) {
      neverSent(call, LinkFailures.unreachable(epoch, reason));
    } else {
      room.freeBytes(((LinkMessage) item).size());
    }
  }

  private void neverSent(OutgoingCall call, CallOutcome outcome) {
    room.freeBytes(call.size());
    room.freeCall();
    call.end(outcome);
  }

  /** A call that waited, or did until now, is not wanted any more. */
  void onCancelled(OutgoingCall call) {
    boolean waited;
    synchronized (this) {
      waited = waiting.remove(call);
    }
    if (waited) {
      neverSent(call, LinkFailures.tooLateToSend(epoch));
    } else {
      call.cancelAtSender();
    }
  }

  /** Ends calls whose deadline has passed while they wait for a link. */
  void dropLate() {
    List<OutgoingCall> late = new ArrayList<>();
    synchronized (this) {
      for (Object item : waiting) {
        if (item instanceof OutgoingCall call && call.isLate(context.time())) {
          late.add(call);
        }
      }
      waiting.removeAll(late);
    }
    late.forEach(call -> neverSent(call, LinkFailures.tooLateToSend(epoch)));
  }

  // --- opening

  /** The other member has answered a connection of this one; whether that is to be used. */
  synchronized boolean onDialAnswered(Dial answered) {
    isDialAnswered = dial == answered && link == null;
    return isDialAnswered;
  }

  /** The other member has a connection already, so it says; this one tries again. */
  synchronized void onDialRefused(Dial refused) {
    if (dial == refused) {
      isDialAnswered = false;
    }
  }

  /** A connection of this member is open; whether it is to be used. */
  boolean onDialed(Dial dialed, Wire wire, Hello other) {
    synchronized (this) {
      if (dial != dialed || link != null || links.isOver()) {
        return false;
      }
      dial = null;
      open(wire, other);
    }
    return true;
  }

  /** A connection of this member could not be opened. */
  void onDialFailed(Dial failed, String reason) {
    List<Object> dropped;
    synchronized (this) {
      if (dial != failed) {
        return;
      }
      dial = null;
      failures++;
      lastFailure = reason;
      pausedUntil =
          context.time().nanoTime()
              + TimeUnit.MILLISECONDS.toNanos(
                  context.config().timings().pauses().jittered(failures, context.random()));
      dropped = List.copyOf(waiting);
      waiting.clear();
    }
    LOG.debug("no connection to member {}: {}", epoch, reason);
    dropped.forEach(item -> drop(item, reason));
    context.inbox().onUnreachable(epoch);
  }

  /** A connection of the other member is open, if this one accepts it. */
  boolean onAccepted(Wire wire, Hello other, LinkMessage welcome) {
    Dial givenUp;
    synchronized (this) {
      Link open = link;
      if (open != null) {
        // The other side would not open another one, had it not lost this one.
        open.probe();
        return false;
      }
      if (links.isOver() || dial != null && isDialAnswered && links.me() < epoch) {
        return false;
      }
      givenUp = dial;
      dial = null;
      wire.send(welcome);
      open(wire, other);
    }
    if (givenUp != null) {
      givenUp.giveUp();
    }
    return true;
  }

  private void open(Wire wire, Hello other) {
    int version = context.handshake().version(other);
    Link open =
        new Link(wire, this, other, version, context.config(), context.time(), context.inbox());
    open.start();
    failures = 0;
    waiting.forEach(item -> pass(item, open));
    waiting.clear();
    link = open;
    LOG.debug("the link to member {} is open, in version {}", epoch, version);
  }

  // --- closing

  /** A link takes no more calls, but is not closed yet. */
  synchronized void onLeaving(Link left) {
    if (link == left) {
      link = null;
      leaving.add(left);
    }
  }

  void onClosed(Link closed, @Nullable String failure) {
    synchronized (this) {
      leaving.remove(closed);
      if (link == closed) {
        link = null;
        failures = 1;
        lastFailure = failure == null ? "the connection has closed" : failure;
        pausedUntil =
            context.time().nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(
                    context.config().timings().pauses().jittered(1, context.random()));
      }
    }
    if (failure != null) {
      LOG.info("the link to member {} is cut: {}", epoch, failure);
      context.inbox().onUnreachable(epoch);
    }
  }

  void end() {
    Dial givenUp;
    Link open;
    List<Object> dropped;
    synchronized (this) {
      givenUp = dial;
      dial = null;
      open = link;
      dropped = List.copyOf(waiting);
      waiting.clear();
    }
    if (givenUp != null) {
      givenUp.giveUp();
    }
    dropped.forEach(item -> drop(item, "this member leaves"));
    if (open != null) {
      open.close();
    }
  }

  void abort(String reason) {
    List<Link> open;
    synchronized (this) {
      open = new ArrayList<>(leaving);
      Link present = link;
      if (present != null) {
        open.add(present);
      }
    }
    open.forEach(each -> each.abort(reason));
  }

  /** How many links to it there are, with those that close. */
  synchronized int openLinks() {
    return leaving.size() + (link == null ? 0 : 1);
  }

  /** Whether it has no link, not even one that closes. */
  synchronized boolean hasEnded() {
    return link == null && dial == null && leaving.isEmpty();
  }

  synchronized boolean isUnused() {
    return hasEnded() && waiting.isEmpty();
  }
}
