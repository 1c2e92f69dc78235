package io.actorproxy.invocation;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.MessageId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InvocationTest {
  private static final MessageId MESSAGE = new MessageId(1, 2);

  /** The delivery of a message, which gets the reply to it. */
  private static final class Duty implements Delivery, ReplyTo {
    @Override
    public MessageId id() {
      return MESSAGE;
    }

    @Override
    public void goesTo(ActorId receiver, Optional<DeliveryPolicy> declared) {}

    @Override
    public boolean begin() {
      return true;
    }

    @Override
    public void ran() {}

    @Override
    public void done(boolean removed) {}

    @Override
    public void reply(Reply reply) {}

    @Override
    public Delivery delivery() {
      return this;
    }
  }

  private final Duty duty = new Duty();
  private final Call delivering =
      call("counter", "add").build().delivering(MESSAGE, Metadata.MESSAGE_ID);

  @Test
  void aCallThatDeliversAMessageLeadsToItsDelivery() {
    assertThat(new Invocation(delivering, Deadline.NONE, duty).delivery()).isSameAs(duty);
    assertThat(delivering.metadata()).containsEntry(Metadata.MESSAGE_ID, MESSAGE.toString());
  }

  /** It was accepted before, and its caller continued. */
  @Test
  void noActorWaitsForACallThatDeliversAMessage() {
    Call stored = call("counter", "add").from(ActorId.named("sys", "other")).async().build();
    Call delivered = stored.delivering(MESSAGE, Metadata.MESSAGE_ID);

    assertThat(new Invocation(delivered, Deadline.NONE, duty).waiting()).isEmpty();
  }

  @Test
  void aPipeOfATurnThatTookInAMessageDeliversNone() {
    Call pipe = delivering.routed(ActorId.named("sys", "counter"), "next", "", "go", Payload.NOOP);

    assertThat(new Invocation(pipe, Deadline.NONE, duty).delivery()).isNull();
  }
}
