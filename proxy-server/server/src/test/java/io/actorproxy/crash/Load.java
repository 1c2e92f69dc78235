package io.actorproxy.crash;

import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Several connections on which adds are pipelined, until their proxy goes away or {@link #stop} is
 * called. The result of each add goes into a ledger.
 */
final class Load {
  private static final int CONNECTIONS = 12;
  private static final int PIPELINED = 4;
  private static final Pattern NOTHING = Pattern.compile("(?!)");
  private static final Map<String, String> PROTOBUF =
      Map.of("content-type", "application/octet-stream");

  /**
   * How a load is made.
   *
   * @param actors to which it is added
   * @param prefix makes the ids different from those of any other load
   * @param seed of the order in which actors are chosen
   * @param savesAlways whether every acknowledged add must be saved, not only one by {@link
   *     AddingHost#ADD_AND_SAVE}
   * @param mayFail the error codes that may be answered and after which the add never counts
   * @param mayCount those after which the add may or may not count
   * @param timeoutMillis the deadline of each add; 0 leaves it to the proxy
   */
  record Plan(
      List<String> actors,
      String prefix,
      long seed,
      boolean savesAlways,
      Pattern mayFail,
      Pattern mayCount,
      long timeoutMillis) {

    Plan(List<String> actors, String prefix, long seed, boolean savesAlways, Pattern mayFail) {
      this(actors, prefix, seed, savesAlways, mayFail, NOTHING, 0);
    }
  }

  private record Add(String actor, String id, boolean saves, long sentNanos) {}

  private final Plan plan;
  private final Ledger ledger;
  private final CountDownLatch enough;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
  private final Map<String, String> refusals = new ConcurrentHashMap<>();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private Load(Plan plan, Ledger ledger, int enough) {
    this.plan = plan;
    this.ledger = ledger;
    this.enough = new CountDownLatch(enough);
  }

  /** Begins; {@link #awaitEnough} returns after {@code enough} acknowledged adds. */
  static Load start(SpawnClient proxy, Plan plan, Ledger ledger, int enough) {
    Load load = new Load(plan, ledger, enough);
    for (int i = 0; i < CONNECTIONS; i++) {
      Random random = new Random(plan.seed() * CONNECTIONS + i);
      load.threads.add(Thread.startVirtualThread(() -> load.run(proxy, random)));
    }
    return load;
  }

  void awaitEnough() throws InterruptedException {
    enough.await();
  }

  /** No more adds; those under way are waited for. */
  void stop() throws InterruptedException {
    stopped = true;
    join();
  }

  /** Waits until the proxy has gone away, or the load has stopped. */
  void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    if (!surprises.isEmpty()) {
      throw new AssertionError(surprises.size() + " surprises", surprises.peek());
    }
  }

  /** The messages of the errors that were answered so far, by the id of the add. */
  Map<String, String> refusals() {
    return Map.copyOf(refusals);
  }

  /** How long a client waited for an error, at most. */
  Duration slowestRefusal() {
    return Duration.ofNanos(slowestNanos.get());
  }

  private void run(SpawnClient proxy, Random random) {
    try (SpawnClient.Connection connection = proxy.connect()) {
      boolean isOpen = true;
      while (isOpen && !stopped) {
        List<Add> adds = new ArrayList<>();
        isOpen = sendSome(connection, random, adds);
        for (Add add : adds) {
          settle(add, connection.read());
        }
      }
    } catch (IOException proxyHasGone) {
      // What was not answered by then stays in the ledger as such.
    } catch (RuntimeException | Error surprise) {
      surprises.add(surprise);
    } finally {
      if (!surprises.isEmpty()) {
        release();
      }
    }
  }

  /**
   * Sends adds and notes them. Returns whether the proxy still takes them; if not, it may have
   * answered those before.
   */
  private boolean sendSome(SpawnClient.Connection connection, Random random, List<Add> adds) {
    try {
      for (int i = 0; i < PIPELINED; i++) {
        adds.add(send(connection, random));
      }
      return true;
    } catch (IOException proxyHasGone) {
      return false;
    }
  }

  private void release() {
    for (long left = enough.getCount(); left > 0; left--) {
      enough.countDown();
    }
  }

  private Add send(SpawnClient.Connection connection, Random random) throws IOException {
    Add add =
        new Add(
            plan.actors().get(random.nextInt(plan.actors().size())),
            plan.prefix() + Integer.toString(numbers.getAndIncrement(), Character.MAX_RADIX),
            random.nextInt(8) == 0,
            System.nanoTime());
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference(AddingHost.SYSTEM, add.actor(), ""))
            .setActionName(add.saves() ? AddingHost.ADD_AND_SAVE : AddingHost.ADD)
            .setValue(Values.any(add.id()));
    request.getSystemBuilder().setName(AddingHost.SYSTEM);
    if (plan.timeoutMillis() > 0) {
      request.putMetadata("request-timeout", Long.toString(plan.timeoutMillis()));
    }
    ledger.sent(add.actor(), add.id());
    connection.write(
        "POST", SpawnClient.invokePath(request.build()), PROTOBUF, request.build().toByteArray());
    return add;
  }

  private void settle(Add add, HttpMessage answer) throws IOException {
    InvocationResponse response = InvocationResponse.parseFrom(answer.body());
    if (response.getStatus().getStatus() == Status.OK) {
      int position = Integer.parseInt(Values.text(response.getValue()));
      ledger.acknowledged(add.actor(), add.id(), position, add.saves() || plan.savesAlways());
      enough.countDown();
      return;
    }
    String message = response.getStatus().getMessage();
    slowestNanos.accumulateAndGet(System.nanoTime() - add.sentNanos(), Math::max);
    if (plan.mayCount().matcher(message).lookingAt()) {
      refusals.put(add.id(), message);
      return;
    }
    if (!plan.mayFail().matcher(message).lookingAt()) {
      throw new AssertionError(add + " was answered " + answer.status() + " " + message);
    }
    ledger.refused(add.actor(), add.id());
    refusals.put(add.id(), message);
  }

  /** A seed: the one of the system property {@code seed}, or any. */
  static long seed() {
    Long given = Long.getLong("seed");
    return given != null ? given : ThreadLocalRandom.current().nextInt(1_000_000);
  }
}
