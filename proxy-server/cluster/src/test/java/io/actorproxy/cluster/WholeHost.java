package io.actorproxy.cluster;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.host.HostCallback;
import io.actorproxy.host.HostClient;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.TextAny;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.InvocationRequest;
import io.spawn.SideEffect;
import io.spawn.Workflow;
import io.spawn.actors.Actor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The app beside a member, and the connections to it: a call may wait for one. What has begun there
 * continues when the member stands still or dies.
 *
 * <p>The state of an actor is the list of what was added to it. The input of an add is what to add,
 * and for some, after a {@code >}, to whom to send the same.
 */
final class WholeHost implements HostClient {
  private final WholeCluster world;
  private final WholeMember member;
  private final SimulatedMachine.Loop loop;
  private final SplittableRandom random;
  private final List<Waiting> waiting = new ArrayList<>();

  WholeHost(
      WholeCluster world, WholeMember member, SimulatedMachine.Loop loop, SplittableRandom random) {
    this.world = world;
    this.member = member;
    this.loop = loop;
    this.random = random;
  }

  private record Waiting(ActorInvocation request, HostCallback callback) {}

  @Override
  public void call(
      WireMessage request, long sendWithinMillis, long replyWithinMillis, HostCallback callback) {
    Waiting call = new Waiting((ActorInvocation) request, callback);
    int wait = connectionMillis();
    if (wait == 0) {
      send(call);
    } else {
      waiting.add(call);
      world.onWait(call.request.actor(), wait);
      loop.wheel().schedule(wait, () -> sendWaiting(call));
    }
  }

  /** Mostly there is one. */
  private int connectionMillis() {
    return switch (random.nextInt(100)) {
      case 0 -> random.nextInt(3_000);
      case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> random.nextInt(50);
      default -> 0;
    };
  }

  private void sendWaiting(Waiting call) {
    if (waiting.remove(call)) {
      send(call);
    }
  }

  private void send(Waiting call) {
    if (!maySend(call)) {
      call.callback.onWithdrawn();
      return;
    }
    call.callback.onSent();
    WholeCluster.Turn turn = world.beginTurn(member, call.request);
    ByteString reply = run(call.request);
    world
        .time()
        .at(
            turn.end(),
            () -> {
              if (member.isUp()) {
                loop.execute(() -> call.callback.onReply(reply));
              }
            });
  }

  private boolean maySend(Waiting call) {
    return call.callback.maySend() || world.mutant() == WholeMutant.HOST_GUARD_IS_NOT_ASKED;
  }

  @Override
  public void withdrawRefused() {
    for (Waiting call : List.copyOf(waiting)) {
      if (!maySend(call) && waiting.remove(call)) {
        call.callback.onWithdrawn();
      }
    }
  }

  @Override
  public void onUnusableReply(Failure failure) {
    throw new AssertionError(failure.toString());
  }

  private static ByteString run(ActorInvocation request) {
    String before = TextAny.textOf(request.state());
    String input = TextAny.textOf(request.payload());
    boolean adds = request.action().equals("add");
    String[] parts = input.split(">", 2);
    String after = adds ? before + parts[0] + "," : before;
    var response =
        ActorInvocationResponse.newBuilder()
            .setUpdatedContext(Context.newBuilder().setState(TextAny.message(after)))
            .setValue(TextAny.message(after));
    if (adds && parts.length == 2) {
      response.setWorkflow(Workflow.newBuilder().addEffects(effect(parts[1], parts[0])));
    }
    return response.build().toByteString();
  }

  private static SideEffect.Builder effect(String receiver, String what) {
    return SideEffect.newBuilder()
        .setRequest(
            InvocationRequest.newBuilder()
                .setActor(
                    Actor.newBuilder()
                        .setId(io.spawn.actors.ActorId.newBuilder().setName(receiver)))
                .setActionName("add")
                .setValue(TextAny.message(WholeCluster.messageOf(what))));
  }
}
