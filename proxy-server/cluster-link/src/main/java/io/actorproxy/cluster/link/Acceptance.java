package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/** A connection whose member is not known yet. Belongs to the loop of its stream. */
final class Acceptance implements Wire.Receiver {
  private final Handshake handshake;
  private final LinkServer server;
  private final Stranger stranger;
  private final @Nullable EpochLinks links;

  private @Nullable Wire wire;
  private @Nullable Hello other;
  private ByteString hello = ByteString.EMPTY;
  private ByteString challenge = ByteString.EMPTY;
  private boolean isOver;

  /**
   * @param links those of the present membership of this process
   */
  Acceptance(
      LinkContext context, LinkServer server, Stranger stranger, @Nullable EpochLinks links) {
    this.handshake = context.handshake();
    this.server = server;
    this.stranger = stranger;
    this.links = links;
  }

  void begin(Wire accepted) {
    wire = accepted;
  }

  @Override
  public int limit(int type) {
    return type == LinkMessage.HELLO || type == LinkMessage.PROOF ? Link.SMALL_BYTES : 1;
  }

  @Override
  public void onMessage(int type, ByteString content) throws MalformedMessageException {
    Wire current = wire;
    Hello said = other;
    if (isOver || current == null) {
      return;
    }
    if (type == LinkMessage.HELLO && said == null) {
      onHello(current, content);
    } else if (type == LinkMessage.PROOF && said != null) {
      onProof(current, said, LinkMessage.readBytes(content));
    } else {
      throw new MalformedMessageException("type " + type + " at this point of a handshake");
    }
  }

  private void onHello(Wire current, ByteString content) throws MalformedMessageException {
    Hello said = Hello.read(content);
    EpochLinks present = links;
    if (present == null) {
      refuse(current, LinkRefusal.because("this process is no member now"));
      return;
    }
    Hello own = present.hello(said.epoch());
    if (handshake.version(said) == 0) {
      LinkRefusal refusal = LinkRefusal.versions(said, own);
      server.warn(refusal.reason());
      refuse(current, refusal);
    } else {
      other = said;
      hello = content;
      challenge = own.write();
      current.send(new LinkMessage.Encoded(LinkMessage.CHALLENGE, challenge));
    }
  }

  private void onProof(Wire current, Hello said, ByteString proof) {
    EpochLinks present = links;
    ByteString answer = handshake.answer(proof, hello, challenge);
    if (answer == null) {
      server.warn(
          "member %d at %s has not the secret of this cluster"
              .formatted(said.epoch(), said.address()));
      refuse(current, LinkRefusal.because("it has not the secret of this cluster"));
      return;
    }
    stranger.onKnown();
    if (present == null || !handshake.isOfThisCluster(said)) {
      refuse(current, LinkRefusal.because("this member is of another cluster"));
    } else if (said.target() != present.me() || said.epoch() == present.me()) {
      refuse(current, LinkRefusal.because("this is member " + present.me()));
    } else {
      accept(current, said, present, answer);
    }
  }

  private void accept(Wire current, Hello said, EpochLinks present, ByteString answer) {
    if (present
        .peer(said.epoch())
        .onAccepted(current, said, LinkMessage.bytes(LinkMessage.WELCOME, answer))) {
      isOver = true;
    } else {
      refuse(current, new LinkRefusal(LinkRefusal.SECOND, "there is another connection"));
    }
  }

  private void refuse(Wire current, LinkRefusal refusal) {
    isOver = true;
    current.send(refusal.message());
    current.finish();
  }

  @Override
  public void onFinished() {
    if (wire != null) {
      wire.abort("it closed the connection");
    }
  }

  @Override
  public void onClosed(@Nullable String failure) {
    isOver = true;
  }
}
