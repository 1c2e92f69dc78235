package io.actorproxy.cluster;

/** What the actors of the simulation do, and those of the product have to. */
enum ModelRule {
  /** What is not saved when a slot is given away is saved before the next owner runs the actor. */
  UNSAVED_STATES_ARE_SAVED,
  /** What is known of states is forgotten when a slot is another's, and when it comes. */
  STATES_ARE_FORGOTTEN,
  /** A reply of a turn without a save leaves only while it is sure that no other member ran one. */
  READS_ARE_CONFIRMED
}
