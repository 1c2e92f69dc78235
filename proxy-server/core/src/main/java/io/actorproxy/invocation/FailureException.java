package io.actorproxy.invocation;

/**
 * Carries a {@link Failure} through a future or out of a parser. Has no stack trace: it is not a
 * bug.
 */
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public FailureException(Failure failure) {
    super(failure.toString(), null, false, false);
    this.failure = failure;
  }

  public FailureException(ErrorCode code, String message) {
    this(new Failure(code, message));
  }

  public Failure failure() {
    return failure;
  }
}
