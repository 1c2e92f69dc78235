package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.WireReader;

/**
 * What each side says of itself first, in a HELLO or, as the answer to it, in a CHALLENGE.
 *
 * @param epoch the membership of the side that says it
 * @param target the membership that it wants to reach, or answers
 * @param address where its own link listens
 * @param nonce random bytes that it has never sent before
 * @param calls how many calls without an answer it takes in
 * @param callBytes how many bytes these may have together
 * @param messageBytes the largest message that it takes in
 */
record Hello(
    int oldest,
    int newest,
    String cluster,
    long epoch,
    long target,
    String address,
    ByteString nonce,
    int calls,
    long callBytes,
    int messageBytes) {
  static final int NONCE_BYTES = 32;

  ByteString write() {
    return FieldWriter.message(
        out ->
            out.number(1, oldest)
                .number(2, newest)
                .text(3, cluster)
                .number(4, epoch)
                .number(5, target)
                .text(6, address)
                .bytes(7, nonce)
                .number(8, calls)
                .number(9, callBytes)
                .number(10, messageBytes));
  }

  static Hello read(ByteString bytes) throws MalformedMessageException {
    long oldest = 0;
    long newest = 0;
    String cluster = "";
    long epoch = 0;
    long target = 0;
    String address = "";
    ByteString nonce = ByteString.EMPTY;
    long calls = 0;
    long callBytes = 0;
    long messageBytes = 0;
    WireReader in = WireReader.of("Hello", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 8 -> oldest = in.int64();
        case 16 -> newest = in.int64();
        case 26 -> cluster = in.string();
        case 32 -> epoch = in.int64();
        case 40 -> target = in.int64();
        case 50 -> address = in.string();
        case 58 -> nonce = in.bytes();
        case 64 -> calls = in.int64();
        case 72 -> callBytes = in.int64();
        case 80 -> messageBytes = in.int64();
        default -> in.skip();
      }
    }
    if (nonce.size() != NONCE_BYTES) {
      throw new MalformedMessageException("Hello.nonce has " + nonce.size() + " bytes");
    }
    return new Hello(
        positive("oldest", oldest),
        positive("newest", newest),
        cluster,
        epoch,
        target,
        address,
        nonce,
        positive("calls", calls),
        callBytes,
        positive("message_bytes", messageBytes));
  }

  private static int positive(String field, long value) throws MalformedMessageException {
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new MalformedMessageException("Hello." + field + " is " + value);
    }
    return (int) value;
  }
}
