package io.actorproxy.host;

import io.actorproxy.invocation.ErrorCode;

/** The bytes that the host sent are not a reply that can be used. Carries no stack trace. */
final class BadReplyException extends Exception {
  private final ErrorCode code;
  private final String problem;

  private BadReplyException(ErrorCode code, String problem) {
    super(problem, null, false, false);
    this.code = code;
    this.problem = problem;
  }

  /** With what follows after "the host sent". */
  static BadReplyException invalid(String problem) {
    return new BadReplyException(ErrorCode.HOST_INVALID_REPLY, problem);
  }

  static BadReplyException tooLarge(int limit) {
    return new BadReplyException(
        ErrorCode.HOST_REPLY_TOO_LARGE,
        ("a reply of more than %d bytes; the action has run. Raise PROXY_HOST_MAX_REPLY_BYTES, or"
                + " keep less state in one actor")
            .formatted(limit));
  }

  static BadReplyException tooLargeForMemory(int bytes) {
    return new BadReplyException(
        ErrorCode.HOST_REPLY_TOO_LARGE,
        ("a reply of %d bytes, for which this process can never have the memory; the action has"
                + " run. Raise PROXY_MAX_INFLIGHT_BYTES and the memory of the process, or keep less"
                + " state in one actor")
            .formatted(bytes));
  }

  static BadReplyException noMemory(long bytes) {
    return new BadReplyException(
        ErrorCode.HOST_REPLY_TOO_LARGE,
        ("a reply that takes %d bytes of memory to be read, which are not there now; the action"
                + " has run. Raise PROXY_MAX_INFLIGHT_BYTES and the memory of the process, or let"
                + " the host answer in protobuf, or without gzip")
            .formatted(bytes));
  }

  ErrorCode code() {
    return code;
  }

  String problem() {
    return problem;
  }
}
