package io.actorproxy.server;

import static java.util.Objects.requireNonNull;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.ReplyTo;
import org.jspecify.annotations.Nullable;

/** An invoker for parts that are built before the router; it fails until the router is bound. */
final class LateBoundInvoker implements Invoker {
  private volatile @Nullable Invoker router;

  void bind(Invoker invoker) {
    this.router = invoker;
  }

  @Override
  public void invoke(Call call, Deadline deadline, ReplyTo replyTo) {
    requireNonNull(router, "there is no router yet").invoke(call, deadline, replyTo);
  }
}
