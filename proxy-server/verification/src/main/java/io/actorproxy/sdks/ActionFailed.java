package io.actorproxy.sdks;

/** Thrown by an action of a script to fail. */
public final class ActionFailed extends Exception {
  private static final long serialVersionUID = 1L;

  public ActionFailed(String reason) {
    super(reason);
  }
}
