package io.actorproxy.invocation;

/**
 * The ways in which a request can fail. A code is part of the product's interface: it stands at the
 * beginning of every error message, names a page in {@code docs/errors}, and is mapped to HTTP in
 * one place ({@code http.HttpStatusMapper}).
 */
public enum ErrorCode {
  /** The request cannot be understood: its bytes, a field, or a parameter is wrong. */
  INVALID_REQUEST,
  /** A registration names something that cannot be; nothing of it was taken over. */
  INVALID_REGISTRATION,
  /** The kind of actor exists in the protocol but is not offered by this version. */
  KIND_NOT_SUPPORTED,
  /** No route has this path. */
  ROUTE_NOT_FOUND,
  /** The route exists, but not for this method. */
  METHOD_NOT_ALLOWED,
  /** The body's content type or encoding is not one we read. */
  UNSUPPORTED_MEDIA_TYPE,
  /** The body is larger than {@code PROXY_HTTP_MAX_BODY_BYTES}. */
  BODY_TOO_LARGE,
  /** The request line or the headers are larger than allowed. */
  HEADERS_TOO_LARGE,
  /** The client did not send its whole request in time. */
  REQUEST_TIMEOUT,

  /** No host has registered this actor, and no client has spawned it. */
  ACTOR_NOT_FOUND,
  /** Several actors share the name and the request does not say which parent is meant. */
  AMBIGUOUS_ACTOR,
  /** The actor exists, the action does not. */
  ACTION_NOT_FOUND,
  /** An instance cannot be spawned because its parent type is not registered as UNNAMED. */
  PARENT_NOT_REGISTERED,
  /** A revision was asked for that the store does not hold. */
  REVISION_NOT_FOUND,
  /** The client, or the actor that calls, may not have this done. */
  PERMISSION_DENIED,

  /** The deadline passed before the answer was there. */
  DEADLINE,
  /** The actor's mailbox holds as many invocations as it may. */
  MAILBOX_FULL,
  /** The proxy as a whole holds as much work as it may. */
  OVERLOADED,
  /** The request was carried out, but there is no memory to keep its answer until it is read. */
  ANSWER_DISCARDED,
  /** The proxy is stopping and takes no new work. */
  DRAINING,
  /** Actors call each other in a circle, each waiting for the next. */
  CALL_CYCLE,
  /** An invocation was piped or forwarded too many times. */
  HOP_LIMIT,
  /** The store holds as many messages, or as many scheduled invocations, as it may. */
  OUTBOX_FULL,
  /** The store holds as many dead letters as it may; an operator has to look after them. */
  DEAD_LETTERS_FULL,
  /** Scheduled invocations are switched off. */
  SCHEDULING_DISABLED,

  /** The admin request carries no valid token. */
  UNAUTHENTICATED,
  /** There is no such message, or none in that state. */
  MESSAGE_NOT_FOUND,
  /** A message is being delivered, so that it cannot be changed now. */
  MESSAGE_UNDER_WAY,
  /** A stored message cannot be read, so that it is a dead letter. */
  MESSAGE_UNREADABLE,

  /** The host does not accept connections at its address; the action never ran. */
  HOST_UNREACHABLE,
  /** Too many calls to the host wait for a connection; the action never ran. */
  HOST_OVERLOADED,
  /** The host did not answer in time; the action may have run. */
  HOST_TIMEOUT,
  /** The host closed the connection instead of answering; the action may have run. */
  HOST_CLOSED,
  /** The host answered with a status other than 200. */
  HOST_STATUS,
  /** The host answered 200 with an empty body. */
  HOST_EMPTY_REPLY,
  /** The host's answer is not an ActorInvocationResponse, or not HTTP. */
  HOST_INVALID_REPLY,
  /** The host's answer has no {@code updated_context}: it could not run the action. */
  HOST_NO_CONTEXT,
  /** The host's answer is larger than allowed. */
  HOST_REPLY_TOO_LARGE,
  /** The actor is to run here, but the host lacks its type; the action never ran. */
  HOST_LACKS_TYPE,
  /** The actor's init action failed, so the actor is not activated. */
  INIT_FAILED,

  /** Each member that was asked said that another one has the actor; the action never ran. */
  ALREADY_ACTIVE_ELSEWHERE,
  /** The member where the actor lives cannot be reached; the action never ran. */
  MEMBER_UNREACHABLE,
  /**
   * The connection to the member where the actor lives was lost, or the store has not said whether
   * it has stored the call; the action may run.
   */
  UNKNOWN_OUTCOME,

  /** The state store cannot be reached or does not answer. */
  STORE_UNAVAILABLE,
  /** The stored state of the actor cannot be read. */
  STATE_CORRUPTED,
  /** The new state is larger than {@code PROXY_STATE_MAX_BYTES}; the state is unchanged. */
  STATE_TOO_LARGE,
  /** Another activation of the actor has written, or taken in a message; the turn was refused. */
  FENCED,

  /** A defect of the proxy itself. */
  INTERNAL
}
