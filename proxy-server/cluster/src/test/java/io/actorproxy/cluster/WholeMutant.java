package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Whole members with one thing left out of how their parts are put together. */
enum WholeMutant {
  NONE(0),
  HOST_GUARD_IS_NOT_ASKED(0),
  SAVES_ARE_NOT_FENCED(21),
  CLAIMS_OUTLIVE_THEIR_MEMBER(1),
  FORWARDED_CALLS_LOSE_THEIR_KEY(7),
  LOST_CALLS_ARE_SENT_AGAIN(5),
  NONE_IS_BUSY(0);

  private final long seed;

  WholeMutant(long seed) {
    this.seed = seed;
  }

  /** The first one that shows what it is for. */
  long seed() {
    return seed;
  }

  static List<WholeMutant> broken() {
    return Stream.of(values()).filter(mutant -> mutant != NONE).toList();
  }

  /** The call that arrives at another member, of the one that was sent. */
  Call sent(Call call) {
    if (this != FORWARDED_CALLS_LOSE_THEIR_KEY) {
      return call;
    }
    CallBuilder copy =
        CallBuilder.call(new ActorId(call.system(), call.parent(), call.name()), call.action())
            .input(call.payload())
            .origin(call.origin())
            .principal(call.principal())
            .hops(call.hops());
    call.metadata()
        .forEach(
            (key, value) -> {
              if (!key.equals(Metadata.IDEMPOTENCY_KEY)) {
                copy.metadata(key, value);
              }
            });
    return copy.build();
  }

  MemberCalls calls(MemberCalls calls) {
    return this == LOST_CALLS_ARE_SENT_AGAIN
        ? (epoch, call, deadline, trace, then) ->
            calls.call(epoch, call, deadline, trace, outcome -> then.accept(neverSent(outcome)))
        : calls;
  }

  private static CallOutcome neverSent(CallOutcome outcome) {
    return outcome instanceof CallOutcome.Unknown(var failure)
        ? new CallOutcome.NeverSent(failure)
        : outcome;
  }

  LocalActors actors(LocalActors actors) {
    return this == NONE_IS_BUSY ? new NoneIsBusy(actors) : actors;
  }

  private static final class NoneIsBusy extends ForwardingActors {
    NoneIsBusy(LocalActors actors) {
      super(actors);
    }

    @Override
    public void giveAway(
        int partition, Set<SlotId> slots, int bytes, Consumer<Map<SlotId, Activations>> then) {
      super.giveAway(
          partition,
          slots,
          bytes,
          found -> {
            Map<SlotId, Activations> idle = new HashMap<>();
            found.forEach((slot, all) -> idle.put(slot, new Activations(Set.of(), all.idle())));
            then.accept(idle);
          });
    }
  }
}
