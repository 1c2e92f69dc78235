package io.actorproxy.definition;

/** The kinds of actor types that this version runs. */
public enum Kind {
  /** The type is the actor: one for each name. */
  NAMED,
  /** The type is a pattern from which instances are spawned. */
  UNNAMED
}
