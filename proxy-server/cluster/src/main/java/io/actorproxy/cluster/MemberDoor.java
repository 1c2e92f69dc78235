package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.time.TimeSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in what other members send: frames for the protocol, and calls for actors of this one. */
public final class MemberDoor implements MemberInbox {
  private static final Logger LOG = LoggerFactory.getLogger(MemberDoor.class);

  private final ClusterActors.Slots slots;
  private final TimeSource time;
  private final RareLine failures;
  private @Nullable Cluster cluster;
  private @Nullable Invoker invoker;

  public MemberDoor(ClusterActors.Slots slots, TimeSource time) {
    this.slots = slots;
    this.time = time;
    this.failures = new RareLine(time);
  }

  /** To be called once, before a link is opened. */
  public void bind(Cluster theCluster, Invoker localInvoker) {
    cluster = theCluster;
    invoker = localInvoker;
  }

  private Cluster cluster() {
    return requireNonNull(cluster, "not bound yet");
  }

  @Override
  public void onFrame(long from, Frame frame) {
    cluster().onLoop(() -> cluster().onFrame(from, frame));
  }

  @Override
  public void onUnreachable(long epoch) {
    cluster().onLoop(cluster()::onSuspicion);
  }

  @Override
  public void onCall(long from, ForwardedCall call, ByteString trace, CallAnswer answer) {
    Inbound inbound = new Inbound(from, call.call(), answer);
    SlotId slot = inbound.slot();
    CallOutcome.Elsewhere refusal = inbound.refusal(slot);
    if (refusal == null) {
      cluster().onForwarded(requireNonNull(slot, "it is here"), from);
      requireNonNull(invoker, "not bound yet").invoke(call.call(), call.deadline(time), inbound);
    } else {
      answer.elsewhere(refusal.moved());
    }
  }

  /** Whether there is no room for the call that failed with it, so that it has not begun. */
  static boolean isRefusal(Failure failure) {
    return failure.code() == ErrorCode.MAILBOX_FULL || failure.code() == ErrorCode.OVERLOADED;
  }

  /** A call of another member, which is given back if its actor moves on before it has begun. */
  private final class Inbound implements ReplyTo {
    private final long from;
    private final Call call;
    private final CallAnswer answer;

    /** Whether the message that it delivers is taken in, which is its answer. */
    private volatile boolean isTakenIn;

    /** Whether its action has run, and another actor gives the reply. */
    private volatile boolean isHandedOn;

    Inbound(long from, Call call, CallAnswer answer) {
      this.from = from;
      this.call = call;
      this.answer = answer;
    }

    @Nullable SlotId slot() {
      return slots.of(new ActorId(call.system(), call.parent(), call.name()));
    }

    /** Null if the actor is to run here. */
    CallOutcome.@Nullable Elsewhere refusal(@Nullable SlotId slot) {
      Identity me = cluster().identity();
      return me == null || slot == null
          ? new CallOutcome.Elsewhere(null)
          : cluster().refusal(me.epoch(), slot);
    }

    @Override
    public void reply(Reply reply) {
      if (isTakenIn) {
        onReplyOfAnother(reply);
      } else if (isHandedOn || !(reply instanceof Reply.Failed(Failure failure))) {
        answer.reply(reply);
      } else if (isRefusal(failure)) {
        answer.refuse(failure);
      } else if (failure.code() == ErrorCode.DRAINING) {
        // It has not run, and can at the next owner, once this process is gone.
        answer.elsewhere(null);
      } else {
        answer.reply(reply);
      }
    }

    /** The member that has the message waits for no more, so the log is the one place for it. */
    private void onReplyOfAnother(Reply reply) {
      if (reply instanceof Reply.Failed(Failure failure)) {
        long failed = failures.reason();
        if (failed > 0) {
          LOG.warn(
              "Expected a reply to the pipe or forward of a message of member {} for {}, but: {}"
                  + " ({} such failures since this was last said)",
              from,
              call.name(),
              failure,
              failed);
        }
      }
    }

    @Override
    public void onHandedOn() {
      isHandedOn = true;
    }

    @Override
    public boolean answered() {
      return answer.answered();
    }

    @Override
    public @Nullable Delivery delivery() {
      MessageId message = call.delivers();
      return message == null ? null : new Remote(message);
    }

    /**
     * The message stays claimed by the member that has sent the call. The save that takes it in
     * removes it all the same: if the reply is lost and it is delivered again, the second save is
     * refused.
     */
    private final class Remote implements Delivery {
      private final MessageId message;

      Remote(MessageId message) {
        this.message = message;
      }

      @Override
      public MessageId id() {
        return message;
      }

      @Override
      public void goesTo(ActorId receiver, Optional<DeliveryPolicy> declared) {}

      @Override
      public boolean begin() {
        return true;
      }

      @Override
      public void ran() {}

      /** The reply of the turn, or of the actor that it is handed on to, would come later. */
      @Override
      public void done(boolean removed) {
        isTakenIn = true;
        answer.reply(Reply.ACCEPTED);
      }
    }

    /** What has run must not run again: the pipe continues from here. */
    @Override
    public boolean giveBack() {
      if (isHandedOn) {
        return false;
      }
      CallOutcome.Elsewhere refusal = refusal(slot());
      answer.elsewhere(refusal == null ? null : refusal.moved());
      return true;
    }
  }
}
