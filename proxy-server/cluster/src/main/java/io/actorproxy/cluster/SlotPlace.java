package io.actorproxy.cluster;

/** Where a call of an actor goes, as far as this member knows. */
public sealed interface SlotPlace {
  /** To the actors of this process. */
  record Here() implements SlotPlace {}

  /** To another member, which owns the slot. */
  record On(long epoch) implements SlotPlace {}

  /** Nowhere yet: the process is no member now, or knows no owner of the slot. */
  record Nowhere() implements SlotPlace {}
}
