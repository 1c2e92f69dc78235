package io.actorproxy.delivery;

import io.actorproxy.codec.CallMessage;
import io.actorproxy.invocation.Call;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageKind;
import java.util.List;

/**
 * How much there is of messages.
 *
 * @param messages how many
 * @param bytes how many bytes their contents have
 * @param schedules how many of them are scheduled
 */
record Amount(long messages, long bytes, long schedules) {
  static final Amount NONE = new Amount(0, 0, 0);

  static Amount of(Message message) {
    return new Amount(1, message.content().length, message.kind() == MessageKind.SCHEDULE ? 1 : 0);
  }

  static Amount of(List<Message> messages) {
    return messages.stream().map(Amount::of).reduce(NONE, Amount::plus);
  }

  static Amount of(MessageHead head) {
    return new Amount(1, head.bytes(), head.kind() == MessageKind.SCHEDULE ? 1 : 0);
  }

  static Amount ofHeads(List<MessageHead> heads) {
    return heads.stream().map(Amount::of).reduce(NONE, Amount::plus);
  }

  /** The amount of calls once they are messages. */
  static Amount ofCalls(List<Call> calls) {
    Amount sum = NONE;
    for (Call call : calls) {
      sum = sum.plus(new Amount(1, new CallMessage(call).size(), call.isScheduled() ? 1 : 0));
    }
    return sum;
  }

  Amount plus(Amount more) {
    return new Amount(messages + more.messages, bytes + more.bytes, schedules + more.schedules);
  }

  Amount minus(Amount less) {
    return new Amount(messages - less.messages, bytes - less.bytes, schedules - less.schedules);
  }
}
