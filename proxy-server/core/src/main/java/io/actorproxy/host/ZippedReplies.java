package io.actorproxy.host;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.HostReply;
import io.actorproxy.codec.Inflation;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.memory.Holding;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Decompresses replies of the host beside the loop, since a small one may hold a large one, and
 * counts what they become.
 */
final class ZippedReplies {
  /** Only this much of a reply other than 200 is read, for the error message. */
  private static final int ERROR_BYTES = 64 << 10;

  private final HttpHostClient client;
  private final Executor loop;
  private final Offload offload;
  private final MemoryBudget memory;

  ZippedReplies(HttpHostClient client, Executor loop, Offload offload, MemoryBudget memory) {
    this.client = client;
    this.loop = loop;
    this.offload = offload;
    this.memory = memory;
  }

  /** Answers the call on the loop, when the body is decompressed. */
  void inflate(HostCall answered, int status, ByteString body) {
    if (status != 200) {
      fail(answered, status, body);
      return;
    }
    Holding holding = memory.holding();
    if (body.size() > MemoryBudget.SMALL) {
      holding.take(body.size());
    }
    ActorId actor = answered.actor();
    if (!offload.runForHost(
        actor == null ? client : actor,
        Inflation.expectedBytes(body, client.maxReplyBytes()),
        () -> onLoop(outcome(answered, body, holding)))) {
      holding.close();
      answered.fail(client.stoppedMeanwhile());
    }
  }

  /** Tells as much of the reason as can be read. */
  private void fail(HostCall answered, int status, ByteString body) {
    try {
      int most = Math.min(ERROR_BYTES, client.maxReplyBytes());
      client.finish(answered, status, Inflation.beginningOf(body, most));
    } catch (IOException e) {
      if (Inflation.isBegunIn(body)) {
        answered.fail(client.unreadableStatus(status, e));
      } else {
        // Something on the way may have answered in plain text, under headers of the host.
        client.finish(answered, status, body);
      }
    }
  }

  private Runnable outcome(HostCall answered, ByteString body, Holding holding) {
    try {
      ByteString reply =
          Inflation.inflate(body, client.maxReplyBytes(), bytes -> takeRoom(holding, bytes));
      return () -> {
        try (holding) {
          ActorId actor = answered.actor();
          if (actor == null || HostReply.mayBeOf(actor, reply)) {
            client.finish(answered, 200, reply);
          } else {
            answered.fail(client.onReplyOfAnother());
          }
        }
      };
    } catch (Inflation.TooLargeException e) {
      return () -> fail(answered, holding, client.replyTooLarge());
    } catch (IOException e) {
      Failure failure =
          client.bad(
              BadReplyException.invalid("a body that is not gzip as it says: " + e.getMessage()));
      return () -> fail(answered, holding, failure);
    } catch (FailureException e) {
      return () -> fail(answered, holding, e.failure());
    }
  }

  private void takeRoom(Holding holding, long bytes) {
    if (!holding.tryFinish(bytes)) {
      throw new FailureException(client.noMemoryForReply(holding.bytes() + bytes));
    }
  }

  private static void fail(HostCall answered, Holding holding, Failure failure) {
    holding.close();
    answered.fail(failure);
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it everything that waited for this.
      return;
    }
  }
}
