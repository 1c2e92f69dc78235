package io.actorproxy.ownership;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Request;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The ownership of one slot of which all actors are; a test says when it comes and goes. */
public final class FakeOwnership implements Ownership {
  private long epoch;
  private @Nullable FakeTenure present = new FakeTenure(0);
  private final List<Request> forwarded = new ArrayList<>();
  private final List<ActorId> forwardedTo = new ArrayList<>();
  private final Map<String, Answer> foreign = new HashMap<>();

  /** A tenure, which may start turns until a test says otherwise. */
  public static final class FakeTenure implements Tenure {
    private final Map<ActorId, Snapshot> handedOver = new HashMap<>();
    private final List<ActorId> ended = new ArrayList<>();
    private boolean isOver;
    private boolean mayStart = true;
    private boolean isConfirmed = true;
    private final long epoch;
    private boolean isExpelled;
    private int asked;
    private OptionalLong attendedUntil = OptionalLong.empty();
    private OptionalLong takenOverNanos = OptionalLong.empty();

    private FakeTenure(long epoch) {
      this.epoch = epoch;
    }

    /** Whether the store has said that its membership has ended. */
    public boolean isExpelled() {
      return isExpelled;
    }

    public void mayStart(boolean may) {
      mayStart = may;
    }

    public void confirmed(boolean is) {
      isConfirmed = is;
    }

    /** The actors whose activations have ended after it was over. */
    public List<ActorId> ended() {
      return ended;
    }

    @Override
    public boolean isOver() {
      return isOver;
    }

    @Override
    public boolean mayStart(ActorId actor) {
      asked++;
      return mayStart && !isOver;
    }

    /** How often it was asked whether a turn may start, since the last time. */
    public int takeAsked() {
      int times = asked;
      asked = 0;
      return times;
    }

    @Override
    public void onStarted() {}

    @Override
    public boolean isConfirmed() {
      return isConfirmed;
    }

    @Override
    public @Nullable Snapshot takeState(ActorId actor) {
      return handedOver.remove(actor);
    }

    /** The owner before has handed over a state. */
    public void handOver(ActorId actor, Snapshot state) {
      handedOver.put(actor, state);
    }

    @Override
    public Identity member() {
      return new Identity(epoch, epoch);
    }

    @Override
    public long actorEpoch() {
      return epoch;
    }

    /** Timers of the slot have run at another member until then. */
    public void attendedUntil(long millis) {
      attendedUntil = OptionalLong.of(millis);
    }

    /** The owner before was fenced. */
    public void takenOver(long nanos) {
      takenOverNanos = OptionalLong.of(nanos);
    }

    @Override
    public OptionalLong takenOverNanos() {
      return takenOverNanos;
    }

    @Override
    public OptionalLong attendedUntil() {
      return attendedUntil;
    }

    @Override
    public void onExpelled() {
      isExpelled = true;
    }

    @Override
    public void onEnded(ActorId actor) {
      ended.add(actor);
    }
  }

  /** The tenure that there is. */
  public FakeTenure present() {
    if (present == null) {
      throw new IllegalStateException("another member owns the slot");
    }
    return present;
  }

  /** The slot is another member's from now on. */
  public FakeTenure lose() {
    FakeTenure lost = present();
    lost.isOver = true;
    present = null;
    return lost;
  }

  /** The slot is this process's again. */
  public FakeTenure gain() {
    if (present != null) {
      present.isOver = true;
    }
    epoch++;
    present = new FakeTenure(epoch);
    return present;
  }

  /** What went to the other member. */
  public List<Request> forwarded() {
    return forwarded;
  }

  /** The actors that it was for. */
  public List<ActorId> forwardedTo() {
    return forwardedTo;
  }

  /** Another member has registered a type, or it is not known yet whether one has. */
  public void answers(String type, Answer answer) {
    foreign.put(type, answer);
  }

  @Override
  public boolean mayExist() {
    return !foreign.isEmpty();
  }

  @Override
  public Answer isRegistered(String system, String type) {
    return foreign.getOrDefault(type, foreign.getOrDefault("", Answer.NO));
  }

  @Override
  public @Nullable Tenure tenureOf(ActorId actor) {
    return present;
  }

  @Override
  public void forward(ActorId actor, Request request, boolean wasAdmitted) {
    forwarded.add(request);
    forwardedTo.add(actor);
  }
}
