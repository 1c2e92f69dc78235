package io.actorproxy.crash;

import io.actorproxy.sdks.PlainHost;
import io.actorproxy.sdks.Values;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorState;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Kind;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A host whose actors remember what was added to them: the state is a list of ids, separated by
 * spaces, and the action {@link #ADD} appends the one it is given, whether or not it is there, and
 * answers its position. Runs in this process or, by {@link #main}, in one of its own.
 */
final class AddingHost implements AutoCloseable {
  static final String SYSTEM = "crash";
  static final String ADD = "add";

  /** As {@link #ADD}, and asks the proxy to save before it answers. */
  static final String ADD_AND_SAVE = "addAndSave";

  private final PlainHost server;
  private final Consumer<String> executed;

  /**
   * Listens on a port of this machine, 0 for any.
   *
   * @param executed is told each id before the action answers, on any thread
   */
  AddingHost(int port, Consumer<String> executed) throws IOException {
    this.executed = executed;
    this.server = new PlainHost(port, this::run);
  }

  /** Prints a line with the port, then one for each id. Ends with the process. */
  static void main(String[] arguments) throws Exception {
    // Unbuffered: what was executed must be known even if the process is killed next.
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
    AddingHost host =
        new AddingHost(
            Integer.parseInt(arguments[0]),
            id -> {
              out.println(id);
              // Actions take a while, so that a kill finds some in the middle.
              LockSupport.parkNanos(2_000_000);
            });
    out.println(host.port());
    Thread.currentThread().join();
  }

  int port() {
    return server.port();
  }

  static ActorSystem registration(Iterable<String> counters) {
    ActorSystem.Builder system = ActorSystem.newBuilder().setName(SYSTEM);
    for (String name : counters) {
      Actor.Builder actor =
          Actor.newBuilder()
              .setId(ActorId.newBuilder().setName(name).setSystem(SYSTEM))
              .setState(ActorState.getDefaultInstance())
              .addActions(Action.newBuilder().setName(ADD))
              .addActions(Action.newBuilder().setName(ADD_AND_SAVE));
      actor.getSettingsBuilder().setKind(Kind.NAMED).setStateful(true);
      system.getRegistryBuilder().putActors(name, actor.build());
    }
    return system.build();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private ActorInvocationResponse run(ActorInvocation invocation) {
    ActorInvocationResponse.Builder response = PlainHost.unchanged(invocation);
    if (!invocation.getActionName().startsWith(ADD)) {
      return response.build();
    }
    String id = Values.text(invocation.getValue());
    executed.accept(id);
    String before = Values.text(invocation.getCurrentContext().getState());
    String after = before.isEmpty() ? id : before + " " + id;
    response.getUpdatedContextBuilder().setState(Values.any(after));
    return response
        .setValue(Values.any(Integer.toString(after.split(" ").length)))
        .setCheckpoint(invocation.getActionName().equals(ADD_AND_SAVE))
        .build();
  }
}
