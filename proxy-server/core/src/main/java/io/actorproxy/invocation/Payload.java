package io.actorproxy.invocation;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

/**
 * What an action is given or gives back. The three cases are three different things to a host and
 * none is ever turned into another (Spawn protocol: {@code oneof payload}).
 */
public sealed interface Payload {
  /** The oneof is not set at all. */
  Payload ABSENT = new Absent();

  /** The oneof is set to an empty {@code spawn.Noop}. */
  Payload NOOP = new Noop();

  /** The same in memory of its own, since a small slice keeps the whole message alive. */
  default Payload detached() {
    return this;
  }

  /** No payload. */
  record Absent() implements Payload {}

  /** The explicit "nothing". */
  record Noop() implements Payload {}

  /**
   * A value.
   *
   * @param any an encoded {@code google.protobuf.Any}, passed on byte for byte; its type is the
   *     host's business
   */
  record Value(ByteString any) implements Payload {
    @Override
    public Payload detached() {
      return new Value(UnsafeByteOperations.unsafeWrap(any.toByteArray()));
    }
  }
}
