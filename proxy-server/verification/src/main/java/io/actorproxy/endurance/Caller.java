package io.actorproxy.endurance;

import io.actorproxy.endurance.Journal.Told;
import io.actorproxy.process.Pause;
import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.SpawnClient;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.Status;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Calls one actor after the other, with bodies of all sizes, and writes down what it is told. */
final class Caller {
  static final String SYSTEM = "endurance";
  static final String TYPE = "large";

  private static final int BODY_MAX = 4 << 20;
  private static final int WHILE_AWAY_MILLIS = 100;

  /** No deadline and no fault of a run is longer. */
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  /** As the error pages have it: the action did not run, or changed nothing. */
  private static final Set<String> NEVER_COUNT =
      Set.of(
          "OVERLOADED",
          // JSON that takes more memory than the container has for all calls.
          "BODY_TOO_LARGE",
          "MAILBOX_FULL",
          "DRAINING",
          "HOST_UNREACHABLE",
          "HOST_OVERLOADED",
          "ACTOR_NOT_FOUND",
          "FENCED");

  private final Plan plan;
  private final SpawnClient proxy;
  private final Journal journal;
  private final Answers answers;
  private final AtomicLong numbers;
  private final Random random;
  private SpawnClient.@Nullable Connection connection;
  private volatile long begun;

  Caller(Plan plan, int port, Journal journal, Answers answers, AtomicLong numbers, Random random) {
    this.plan = plan;
    this.proxy = SpawnClient.onPort(port);
    this.journal = journal;
    this.answers = answers;
    this.numbers = numbers;
    this.random = random;
  }

  /** Whether it waits for an answer for longer than any answer may take. */
  boolean isStuck() {
    long since = begun;
    return since != 0 && System.nanoTime() - since > PATIENCE_NANOS;
  }

  /** One call of any actor. */
  void callOnce() {
    int actor = random.nextInt(plan.actors());
    int kind = random.nextInt(100);
    String action = kind < 2 ? LargeHost.VISIT_LARGE : kind < 12 ? LargeHost.READ : LargeHost.VISIT;
    call(actor, action, bodySize(), random.nextInt(4) == 0 ? Form.JSON : Form.PROTOBUF);
  }

  /** Asks one actor what it has run, until it answers. */
  void audit(int actor, long end) {
    while (!call(actor, LargeHost.READ, 0, Form.PROTOBUF) && System.nanoTime() < end) {
      Pause.millis(WHILE_AWAY_MILLIS);
    }
  }

  /** As many small ones as large ones, on a scale of powers. */
  private int bodySize() {
    return (int) Math.exp(random.nextDouble() * Math.log(BODY_MAX));
  }

  private boolean call(int actor, String action, int bodySize, Form form) {
    long number = numbers.incrementAndGet();
    byte[] payload = new byte[bodySize];
    random.nextBytes(payload);
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference(SYSTEM, "a" + actor, TYPE))
            .setActionName(action)
            .setRegisterRef(TYPE)
            .setValue(LargeHost.any(payload))
            .putMetadata(LargeHost.NUMBER, Long.toString(number));
    request.getSystemBuilder().setName(SYSTEM);
    Set<Long> before = journal.acknowledged(actor);
    boolean visits = !action.equals(LargeHost.READ);
    if (visits) {
      journal.sent(actor, number);
    }
    begun = System.nanoTime();
    try {
      InvocationResponse answer = exchange(request.build(), form);
      if (answer.getStatus().getStatus() != Status.OK) {
        refused(actor, number, answer.getStatus().getMessage());
        return false;
      }
      answers.add("OK", System.nanoTime() - begun);
      Visits shown = Visits.of(LargeHost.bytes(answer.getValue()));
      if (visits) {
        journal.told(actor, number, Told.ACKNOWLEDGED);
        before.add(number);
      }
      journal.compare(actor, shown, before);
      return true;
    } catch (IOException broken) {
      answers.add("the connection failed", System.nanoTime() - begun);
      disconnect();
      Pause.millis(WHILE_AWAY_MILLIS);
      return false;
    } finally {
      begun = 0;
    }
  }

  private void refused(int actor, long number, String message) {
    String code = message.split(":", 2)[0];
    answers.add(code, System.nanoTime() - begun);
    if (NEVER_COUNT.contains(code) || message.contains("will not be run")) {
      journal.told(actor, number, Told.REFUSED);
    } else if (!code.equals("STORE_UNAVAILABLE") && !code.equals("DEADLINE")) {
      journal.violation("a call was answered " + message);
    }
  }

  private InvocationResponse exchange(InvocationRequest request, Form form) throws IOException {
    SpawnClient.Connection open = connection == null ? proxy.connect() : connection;
    connection = open;
    HttpMessage answer =
        open.send(
            "POST",
            SpawnClient.invokePath(request),
            Map.of("content-type", form.contentType()),
            form.write(request));
    if (answer.header("connection").equalsIgnoreCase("close")) {
      disconnect();
    }
    return form.read(answer.body());
  }

  /** Also for the callers' watch, so that one that is stuck ends. */
  void disconnect() {
    SpawnClient.Connection open = connection;
    connection = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      // It is gone one way or the other.
    }
  }
}
