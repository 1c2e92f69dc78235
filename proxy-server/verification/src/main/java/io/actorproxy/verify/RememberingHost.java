package io.actorproxy.verify;

import io.actorproxy.sdks.PlainHost;
import io.actorproxy.sdks.Values;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.SideEffect;
import java.util.function.LongSupplier;

/**
 * A host whose actors write into their state whatever they run; see {@link ActorMemory}. It keeps
 * nothing itself, so that only what the proxy hands it counts. Inputs are words separated by
 * spaces.
 */
final class RememberingHost {
  /** {@code known id amount targets}: answers the position of its entry, and the new number. */
  static final String ADD = "add";

  /** As {@link #ADD}, and asks the proxy to save before it answers. */
  static final String ADD_AND_SAVE = "addAndSave";

  /** {@code known id number targets}: as {@link #ADD}, but the number is replaced. */
  static final String SET = "set";

  /** {@code known}: answers the state without the entries that the caller knows. */
  static final String READ = "read";

  /** {@code sender effect}: an effect of another actor. */
  static final String RECEIVE = "receive";

  /** {@code schedule time}: a scheduled call. */
  static final String FIRE = "fire";

  private final LongSupplier clock;

  RememberingHost(LongSupplier clock) {
    this.clock = clock;
  }

  /** Serves on the port given, until the process ends. */
  static void main(String[] arguments) throws Exception {
    RememberingHost host = new RememberingHost(System::currentTimeMillis);
    try (PlainHost _ = new PlainHost(Integer.parseInt(arguments[0]), host::run)) {
      Thread.currentThread().join();
    }
  }

  ActorInvocationResponse run(ActorInvocation call) {
    String[] words = Values.text(call.getValue()).split(" ");
    ActorMemory memory = ActorMemory.parse(Values.text(call.getCurrentContext().getState()));
    ActorInvocationResponse.Builder answer = PlainHost.unchanged(call);
    switch (call.getActionName()) {
      case ADD, ADD_AND_SAVE -> write(call, memory, memory.value() + number(words[2]), answer);
      case SET -> write(call, memory, number(words[2]), answer);
      case READ -> answer.setValue(Values.any(memory.forget(number(words[0])).toString()));
      case RECEIVE ->
          remember(memory.with(memory.value(), Entry.received(words[0], words[1])), answer);
      case FIRE -> {
        long late = clock.getAsLong() - number(words[1]);
        remember(memory.with(memory.value(), Entry.fired(words[0], late)), answer);
      }
      default -> throw new IllegalArgumentException(call.getActionName());
    }
    return answer.build();
  }

  private static void write(
      ActorInvocation call,
      ActorMemory before,
      long value,
      ActorInvocationResponse.Builder answer) {
    String[] words = Values.text(call.getValue()).split(" ");
    ActorMemory after = before.forget(number(words[0])).with(value, words[1]);
    remember(after, answer);
    answer.setValue(Values.any((after.end() - 1) + " " + value));
    answer.setCheckpoint(call.getActionName().equals(ADD_AND_SAVE));
    for (Target target : Target.parseAll(words, 3)) {
      answer
          .getWorkflowBuilder()
          .addEffects(
              SideEffect.newBuilder()
                  .setRequest(target.request(call.getActor().getName(), words[1])));
    }
  }

  private static void remember(ActorMemory after, ActorInvocationResponse.Builder answer) {
    answer.getUpdatedContextBuilder().setState(Values.any(after.toString()));
  }

  private static long number(String word) {
    return Long.parseLong(word);
  }
}
