package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.link.Handshake.Role;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.loops.Partition;
import io.actorproxy.time.TimeSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection to another member, and makes sure that it is that one. Gives up after a time,
 * or when the other member's own connection is open. Belongs to one loop.
 */
final class Dial implements Wire.Receiver {
  /** How often calls are looked at whose deadlines may have passed. */
  private static final long LOOK_MILLIS = 20;

  private final EpochLinks links;
  private final Peer peer;
  private final String address;
  private final Handshake handshake;
  private final Partition partition;
  private final TimeSource time;
  private final long endNanos;

  private @Nullable Wire wire;
  private ByteString hello = ByteString.EMPTY;
  private ByteString challenge = ByteString.EMPTY;
  private @Nullable Hello other;
  private int refusals;
  private boolean isOver;

  Dial(EpochLinks links, Peer peer, String address) {
    this.links = links;
    this.peer = peer;
    this.address = address;
    LinkContext context = links.context();
    this.handshake = context.handshake();
    this.partition = context.partitionFor(peer.epoch());
    this.time = context.time();
    LinkConfig.Timings timings = context.config().timings();
    this.endNanos =
        time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timings.connect() + timings.handshake());
  }

  /** From any thread. */
  void start() {
    partition.execute(
        () -> {
          connect();
          look();
        });
  }

  /** The other member's connection is used. From any thread. */
  void giveUp() {
    partition.execute(() -> end("another connection is used"));
  }

  private void connect() {
    if (!isOver) {
      DialedWire.open(links.context(), partition, address, this, this::onWire, this::fail);
    }
  }

  /** The stream is there, whether or not the other side is. */
  private void onWire(Wire opened) {
    if (isOver) {
      opened.abort("it is not needed any more");
      return;
    }
    wire = opened;
    hello = links.hello(peer.epoch()).write();
    opened.send(new LinkMessage.Encoded(LinkMessage.HELLO, hello));
  }

  private void look() {
    if (isOver) {
      return;
    }
    peer.dropLate();
    if (time.nanoTime() - endNanos >= 0) {
      fail("it does not answer at " + address);
    } else {
      partition.wheel().schedule(LOOK_MILLIS, this::look);
    }
  }

  // --- the handshake

  @Override
  public int limit(int type) {
    return type <= LinkMessage.REFUSAL ? Link.SMALL_BYTES : 1;
  }

  @Override
  public void onMessage(int type, ByteString content) throws MalformedMessageException {
    switch (type) {
      case LinkMessage.CHALLENGE -> onChallenge(content);
      case LinkMessage.WELCOME -> onWelcome(LinkMessage.readBytes(content));
      case LinkMessage.REFUSAL -> onRefusal(LinkRefusal.read(content));
      default -> throw new MalformedMessageException("type " + type + " in a handshake");
    }
  }

  private void onChallenge(ByteString content) throws MalformedMessageException {
    Hello said = Hello.read(content);
    Wire current = wire;
    if (current == null || other != null) {
      throw new MalformedMessageException("a challenge that does not fit");
    } else if (handshake.version(said) == 0) {
      fail(LinkRefusal.versions(said, links.hello(peer.epoch())).reason());
    } else if (!handshake.isOfThisCluster(said) || said.epoch() != peer.epoch()) {
      fail(
          "at %s there is member %d of cluster '%s'"
              .formatted(address, said.epoch(), said.cluster()));
    } else if (!peer.onDialAnswered(this)) {
      end("another connection is used");
    } else {
      other = said;
      challenge = content;
      current.send(
          LinkMessage.bytes(LinkMessage.PROOF, handshake.proof(Role.DIALER, hello, challenge)));
    }
  }

  private void onWelcome(ByteString proof) throws MalformedMessageException {
    Hello said = other;
    Wire current = wire;
    if (said == null || current == null) {
      throw new MalformedMessageException("a welcome that does not fit");
    } else if (!handshake.isProof(proof, Role.ACCEPTOR, hello, challenge)) {
      fail("the member at %s does not have the secret of this cluster".formatted(address));
    } else if (peer.onDialed(this, current, said)) {
      isOver = true;
    } else {
      end("another connection is used");
    }
  }

  /** The other side may have a connection already that this one does not know yet. */
  private void onRefusal(LinkRefusal refusal) {
    if (refusal.kind() == LinkRefusal.SECOND) {
      reset("another connection is open");
      peer.onDialRefused(this);
      refusals++;
      long pause =
          links.context().config().timings().pauses().jittered(refusals, links.context().random());
      partition.wheel().schedule(pause, this::connect);
    } else {
      fail(refusal.reason());
    }
  }

  private void reset(String reason) {
    Wire current = wire;
    wire = null;
    other = null;
    if (current != null) {
      current.setReceiver(new Ended());
      current.abort(reason);
    }
  }

  private void fail(String reason) {
    if (!isOver) {
      end(reason);
      peer.onDialFailed(this, reason);
    }
  }

  private void end(String reason) {
    if (!isOver) {
      isOver = true;
      reset(reason);
    }
  }

  @Override
  public void onFinished() {
    fail("it closed the connection");
  }

  @Override
  public void onClosed(@Nullable String failure) {
    fail(failure == null ? "it closed the connection" : failure);
  }

  /** What comes over a stream that is not used any more means nothing. */
  private static final class Ended implements Wire.Receiver {
    @Override
    public int limit(int type) {
      return 0;
    }

    @Override
    public void onMessage(int type, ByteString content) {}

    @Override
    public void onFinished() {}

    @Override
    public void onClosed(@Nullable String failure) {}
  }
}
