package io.actorproxy.delivery;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.TimeSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** The real outbox without its threads: the test says when it looks into the store. */
public final class SteppedOutbox {
  /** The defaults. */
  public static final MessageRules RULES =
      rules(DeliveryPolicy.AT_MOST_ONCE, Long.MAX_VALUE, Long.MAX_VALUE);

  private static final int STEPS_MAX = 1_000;
  private static final AtomicLong EPOCHS = new AtomicLong();

  private final TimeSource time;
  private final Outbox outbox;
  private Invoker receiver;

  /** One that hands what is due to {@code receiver}. */
  public SteppedOutbox(MessageStore store, OutboxConfig config, TimeSource time, Invoker receiver) {
    this(store, config, RULES, time, receiver);
  }

  /** One with rules of its own. */
  public SteppedOutbox(
      MessageStore store,
      OutboxConfig config,
      MessageRules rules,
      TimeSource time,
      Invoker receiver) {
    this(store, new Owner.Process(EPOCHS.incrementAndGet(), true), config, rules, time, receiver);
  }

  /** One of several processes that use the store at once, or of one after the other. */
  public SteppedOutbox(
      MessageStore store,
      Owner owner,
      OutboxConfig config,
      MessageRules rules,
      TimeSource time,
      Invoker receiver) {
    this(store, owner, config, rules, time, new Random(7), receiver);
  }

  /** One whose messages have other ids than those of the outboxes beside it. */
  public SteppedOutbox(
      MessageStore store,
      Owner owner,
      OutboxConfig config,
      MessageRules rules,
      TimeSource time,
      RandomGenerator random,
      Invoker receiver) {
    this.time = time;
    this.receiver = receiver;
    this.outbox =
        new Outbox(
            store, owner, config, rules, time, random, MemoryBudget.unlimited(), this::receive);
  }

  /** Rules with limits of messages that wait, and of dead letters. */
  public static MessageRules rules(DeliveryPolicy policy, long storedMax, long deadMax) {
    return new MessageRules(policy, storedMax, Long.MAX_VALUE, deadMax, Long.MAX_VALUE, 0);
  }

  /** The claim of a message by a process that is alone, until the message is due. */
  static Lease lease(Message message) {
    Owner.Process owner = new Owner.Process(1, true);
    return new Lease(
        message, owner.epoch(), new LeaseCustody(new MemoryStore(1).messages(), owner, config(1)));
  }

  /** The same of some message of that id. */
  static Lease lease(MessageId id) {
    return lease(
        Message.untried(
            id, MessageKind.EFFECT, new ActorKey("sys", "", "a"), 0, 0, 1, new byte[0]));
  }

  /** Limits that no test reaches by chance. */
  public static OutboxConfig config(long scheduleCapacity) {
    return new OutboxConfig(
        100,
        100,
        20,
        1 << 20,
        100_000,
        3,
        10_000,
        100,
        1_000,
        1_000,
        scheduleCapacity,
        1_000,
        false);
  }

  private void receive(Call call, Deadline deadline, ReplyTo replyTo) {
    receiver.invoke(call, deadline, replyTo);
  }

  public void deliverTo(Invoker newReceiver) {
    receiver = newReceiver;
  }

  public Outbox outbox() {
    return outbox;
  }

  /** Writes what waits to be written, and sends on what is due. */
  public void step() {
    if (!tryStep()) {
      throw new IllegalStateException("the store failed");
    }
  }

  /** As {@link #step}; returns false if the store failed, so that another step has to follow. */
  public boolean tryStep() {
    try {
      long next = time.epochMillis();
      boolean parkedGoOn = false;
      for (int i = 0; i < STEPS_MAX && (parkedGoOn || next <= time.epochMillis()); i++) {
        int parked = outbox.parked();
        outbox.writer().writeOnce();
        next = outbox.claims().claimOnce();
        outbox.writer().writeOnce();
        parkedGoOn = outbox.parked() < parked;
      }
      outbox.writer().writeOnce();
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  /** Writes what waits to be written, and no more. */
  public void write() {
    outbox.writer().writeOnce();
  }

  /**
   * For when the next step was asked for since the last one, in milliseconds since the epoch, or
   * the end of all times.
   */
  public long nextWake() {
    return outbox.claims().nextWake();
  }
}
