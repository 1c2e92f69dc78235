package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.system.ActorSystem;
import io.actorproxy.system.Registered;
import io.actorproxy.system.SpawnOutcome;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what it is asked. An action called {@code later} is answered when the test says so, one
 * called like an error code fails with it, {@code defect} throws, and any other gives its input
 * back.
 */
final class FakeActorSystem implements ActorSystem {
  record Pending(Call call, ReplyTo replyTo) {}

  record Spawned(SpawnRequest request, long revision) {}

  final Queue<RegistrationRequest> registrations = new ConcurrentLinkedQueue<>();
  final Queue<Spawned> spawns = new ConcurrentLinkedQueue<>();
  final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  final Queue<Pending> pending = new ConcurrentLinkedQueue<>();
  final Map<String, ByteString> states = new ConcurrentHashMap<>();
  final Queue<Failure> unreadable = new ConcurrentLinkedQueue<>();
  volatile Registered registered = new Registered(List.of());
  volatile SpawnOutcome spawned = new SpawnOutcome(List.of());
  volatile @Nullable RuntimeException refusal;

  /** Registrations end so. */
  volatile boolean overflowsStack;

  @Override
  public CompletionStage<Registered> register(Principal client, RegistrationRequest request) {
    if (overflowsStack) {
      throw new StackOverflowError();
    }
    registrations.add(request);
    return outcome().thenApply(_ -> registered);
  }

  @Override
  public void registrationRefused(Failure failure) {
    unreadable.add(failure);
  }

  @Override
  public CompletionStage<SpawnOutcome> spawn(
      Principal client, SpawnRequest request, long revision) {
    spawns.add(new Spawned(request, revision));
    return outcome().thenApply(_ -> spawned);
  }

  private CompletionStage<Void> outcome() {
    RuntimeException problem = refusal;
    return problem == null
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(problem);
  }

  @Override
  public void invoke(Call call, ReplyTo replyTo) {
    calls.add(call);
    if (call.action().equals("later")) {
      pending.add(new Pending(call, replyTo));
    } else if (call.action().equals("defect")) {
      throw new IllegalStateException("a bug");
    } else if (call.async()) {
      replyTo.reply(Reply.ACCEPTED);
    } else {
      replyTo.reply(replyOf(call));
    }
  }

  private static Reply replyOf(Call call) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(call.action())) {
        return Reply.failed(code, "as asked");
      }
    }
    return new Reply.Completed(call.payload());
  }

  @Override
  public CompletionStage<ByteString> stateOf(
      Principal client, String system, String parent, String name) {
    ByteString state = states.get(system + "|" + parent + "|" + name);
    return state == null
        ? CompletableFuture.failedFuture(
            new FailureException(ErrorCode.ACTOR_NOT_FOUND, "no actor '" + name + "'"))
        : CompletableFuture.completedFuture(state);
  }
}
