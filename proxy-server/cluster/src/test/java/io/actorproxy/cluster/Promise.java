package io.actorproxy.cluster;

/** What holds in every state of the cluster, or at its end. */
enum Promise {
  ONE_SAVE_FOR_EACH_REVISION("of two saves made from one revision of an actor one is accepted"),
  NO_SAVE_WITHOUT_FENCE_ROW("no save is accepted from an epoch that was fenced or has left"),
  TURNS_DO_NOT_OVERLAP(
      "no turn of an actor starts while an older one runs, unless the older one started within a"
          + " lease, outlived it, and its member was fenced"),
  NO_SAVE_IS_LOST("a save that was acknowledged is in the store"),
  LITTLE_IS_LOST(
      "in snapshot mode a crash loses only turns of the last moments, and nothing else loses any"),
  NO_TURN_OF_THE_FENCED("no turn starts under an epoch that was fenced or has left"),
  NO_REPLY_OF_THE_FENCED(
      "no reply without a save is given under an epoch that was fenced or has left"),
  PLANNED_MOVES_FAIL_NO_CALL("without faults no call fails"),
  VERSIONS_GROW("the version of a slot only grows, in the store and in what a member knows"),
  ONE_MAY_START("at most one member may start turns of an actor"),
  ACTOR_EPOCHS_GROW(
      "of two turns of an actor under different owners the later has the later version"),
  READS_ARE_NOT_STALE("a read sees every save that was acknowledged before it was asked for"),
  EVERY_ACTOR_RUNS("soon after the last fault each actor has an owner that may run it"),
  NO_HEALTHY_MEMBER_IS_FENCED(
      "no member is fenced that runs and reaches the store, also not after the store was away"),
  ONE_GROUP_OF_A_TYPE("turns of an actor start in the group of its type"),
  TURNS_HAVE_THEIR_TYPE("a turn starts where the host has registered the actor's type"),
  CALLS_RUN_ONCE("a call runs at most once, unless it may run twice"),
  NEVER_RAN_IS_TRUE("a call whose error says that it has not run has not, and never does"),
  EVERY_CALL_IS_ANSWERED("a second after its deadline a call is over, unless its process is"),
  MESSAGES_COUNT_ONCE("a message is consumed once"),
  MESSAGES_KEEP_THEIR_ORDER(
      "messages from one actor to another are consumed in their order, and none is lost"),
  NO_MESSAGE_IS_LOST("what a turn has sent, whose state is saved, arrives"),
  EFFECTS_HAVE_THEIR_SAVE("no message of a turn arrives whose state is not saved"),
  REFUSED_SAVES_LEAVE_NOTHING(
      "a call whose error says that its save was refused has left nothing, if no answer was lost"),
  NO_MESSAGE_IS_STUCK("soon after the last fault messages are delivered"),
  SLOTS_REST("while members stay the same a slot moves no more often than it has to rest"),
  SLOTS_ARE_PLACED("soon after the last fault each slot is where the strategy of placement says"),
  NO_CALL_IS_STUCK("soon after the last fault calls are answered");

  private final String sentence;

  Promise(String sentence) {
    this.sentence = sentence;
  }

  String sentence() {
    return sentence;
  }
}
