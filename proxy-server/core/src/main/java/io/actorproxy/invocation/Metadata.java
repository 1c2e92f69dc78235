package io.actorproxy.invocation;

/** The metadata of a request that means something to the proxy itself. */
public final class Metadata {
  /** How many milliseconds the caller waits. */
  public static final String REQUEST_TIMEOUT = "request-timeout";

  /** Calls with the same key to the same action of an actor are one call. */
  public static final String IDEMPOTENCY_KEY = "idempotency-key";

  /** {@code true} if an asynchronous call is to be stored before it is acknowledged. */
  public static final String DURABLE_ASYNC = "durable-async";

  /** The id of a stored message, the same for each of its deliveries; set by the proxy. */
  public static final String MESSAGE_ID = "message-id";

  /** Anything but {@code false} if an action that failed may run again. */
  public static final String FAIL_BACKOFF = "fail_backoff";

  /**
   * In a cluster, a number that grows with every change of the member that runs the actor; set by
   * the proxy.
   */
  public static final String ACTOR_EPOCH = "actor-epoch";

  private Metadata() {}
}
