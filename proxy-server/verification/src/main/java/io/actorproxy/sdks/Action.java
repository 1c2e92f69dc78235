package io.actorproxy.sdks;

/** What a scripted host does when an action is invoked. Runs on a virtual thread and may block. */
@FunctionalInterface
public interface Action {
  /** Fails the action, in the way of the host's SDK, by throwing. */
  void run(ActionCall call) throws Exception;
}
