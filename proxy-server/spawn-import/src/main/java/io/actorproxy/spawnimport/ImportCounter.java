package io.actorproxy.spawnimport;

/** The counters of an import, kept for each system. */
public enum ImportCounter {
  ROWS("rows read", false),
  ACTORS("actors found", false),
  EARLIER("earlier states with them", false),
  TOO_OLD("earlier states beyond PROXY_STATE_HISTORY_LIMIT, left out", false),
  COPIED("actors copied", false),
  TO_COPY("actors to be copied", false),
  SAME("actors copied before", false),
  OWN("actors that the store has under their own names already, left alone", false),
  DIFFERENT("actors copied before, but with another state, left alone", true),
  AMBIGUOUS("names that several rows have, not copied", true),
  WITHOUT_CURRENT("rows without a current row of their actor, not copied", true),
  UNREADABLE("rows that cannot be read, not copied", true),
  NOT_VERIFIED("actors that do not read back as they were written", true);

  private final String text;
  private final boolean problem;

  ImportCounter(String text, boolean problem) {
    this.text = text;
    this.problem = problem;
  }

  /** The unit of the counter, to stand after a number. */
  public String text() {
    return text;
  }

  /** Whether it counts rows that were not imported although they should have been. */
  public boolean isProblem() {
    return problem;
  }
}
