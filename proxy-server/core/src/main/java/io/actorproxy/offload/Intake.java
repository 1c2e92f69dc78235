package io.actorproxy.offload;

/** Whether work on a body was taken, or why not. */
public enum Intake {
  /** It waits for its turn. */
  TAKEN("bodies wait"),
  /** The caller has its share of the work of this size. */
  CALLER_FULL("too many bodies of this connection wait"),
  /** As much work of this size waits as may. */
  FULL("too many bodies of about this size wait"),
  /** No work is begun any more. */
  CLOSED("a proxy that is stopping takes no bodies");

  private final String problem;

  Intake(String problem) {
    this.problem = problem;
  }

  public boolean isTaken() {
    return this == TAKEN;
  }

  /** The reason for a refusal, before "to be read" or "to be written". */
  public String problem() {
    return problem;
  }
}
