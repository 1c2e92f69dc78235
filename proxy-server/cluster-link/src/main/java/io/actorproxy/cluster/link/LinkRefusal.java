package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.WireReader;

/**
 * Why a member does not accept a connection: {1 kind, 2 reason}.
 *
 * @param kind {@link #SECOND}, or any other number
 */
record LinkRefusal(int kind, String reason) {
  /** There is a connection already, or one is about to be. */
  static final int SECOND = 1;

  private static final int OTHER = 2;
  private static final int LONGEST = 500;

  static LinkRefusal because(String reason) {
    return new LinkRefusal(OTHER, reason);
  }

  /**
   * @param other the side that is refused
   * @param own the side that refuses
   */
  static LinkRefusal versions(Hello other, Hello own) {
    return because(
        "member %d at %s speaks versions %d to %d of the member link, and member %d at %s speaks %d to %d"
            .formatted(
                other.epoch(),
                other.address(),
                other.oldest(),
                other.newest(),
                own.epoch(),
                own.address(),
                own.oldest(),
                own.newest()));
  }

  LinkMessage message() {
    return new LinkMessage.Encoded(
        LinkMessage.REFUSAL, FieldWriter.message(out -> out.number(1, kind).text(2, reason)));
  }

  static LinkRefusal read(ByteString bytes) throws MalformedMessageException {
    long kind = OTHER;
    String reason = "";
    WireReader in = WireReader.of("LinkRefusal", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 8 -> kind = in.int64();
        case 18 -> reason = in.string();
        default -> in.skip();
      }
    }
    return new LinkRefusal(
        kind == SECOND ? SECOND : OTHER,
        reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason);
  }
}
