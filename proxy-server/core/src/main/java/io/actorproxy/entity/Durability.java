package io.actorproxy.entity;

/** What an answer to a caller says about the state behind it. */
public enum Durability {
  /** The new state is committed before the caller is answered. */
  ACKNOWLEDGED,
  /** The caller is answered first; the state is saved on the snapshot timer and on passivation. */
  SNAPSHOT
}
