package io.actorproxy.hostile;

import static java.util.Objects.requireNonNull;

import io.actorproxy.http.ResponseReader.Response;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends attacks, some alone and some pipelined, on connections that are kept as long as the proxy
 * keeps them, and judges every answer.
 */
final class Attacker {
  private static final int PIPELINED_MAX = 6;

  private final int port;
  private final LongSupplier seeds;
  private final Random random;
  private final Map<Integer, AtomicInteger> answers;
  private final Deque<Planned> waiting = new ArrayDeque<>();
  private @Nullable RawConnection connection;
  private int connections;

  private record Planned(long seed, Attack attack) {}

  /**
   * One that has not begun.
   *
   * @param seeds of the attacks; a negative one is the end
   * @param answers counts answers by status; 0 is a connection that was closed without one
   */
  Attacker(
      int port,
      LongSupplier seeds,
      Random random,
      ConcurrentHashMap<Integer, AtomicInteger> answers) {
    this.port = port;
    this.seeds = seeds;
    this.random = random;
    this.answers = answers;
  }

  /** Attacks until there are no more seeds; returns how many connections it took. */
  int run() throws IOException {
    try {
      for (List<Planned> batch = plan(); !batch.isEmpty(); batch = plan()) {
        if (connection == null || random.nextInt(20) == 0) {
          connect();
        }
        attack(batch);
      }
      return connections;
    } finally {
      disconnect();
    }
  }

  /** Some attacks that are framed, or one that is not. */
  private List<Planned> plan() {
    List<Planned> batch = new ArrayList<>();
    int size = 1 + random.nextInt(PIPELINED_MAX);
    while (batch.size() < size) {
      Planned next = waiting.isEmpty() ? fresh() : waiting.poll();
      if (next == null) {
        return batch;
      }
      if (!next.attack().isFramed() && !batch.isEmpty()) {
        waiting.addFirst(next);
        return batch;
      }
      batch.add(next);
      if (!next.attack().isFramed()) {
        return batch;
      }
    }
    return batch;
  }

  private @Nullable Planned fresh() {
    long seed = seeds.getAsLong();
    return seed < 0 ? null : new Planned(seed, Attacks.of(seed));
  }

  private void attack(List<Planned> batch) throws IOException {
    Planned first = batch.getFirst();
    try {
      if (first.attack().isFramed()) {
        exchange(batch);
      } else {
        abuse(first.attack());
      }
    } catch (IOException | AssertionError e) {
      throw new AssertionError(
          "-Dattack=" + first.seed() + " (one of " + batch.size() + "): " + e + "\n" + batch, e);
    }
  }

  /** Requests in good order: each gets its answer, unless one before it ends the connection. */
  private void exchange(List<Planned> batch) throws IOException {
    RawConnection to = requireNonNull(connection);
    for (Planned planned : batch) {
      to.writeSplit(planned.attack().bytes(), random);
    }
    for (int i = 0; i < batch.size(); i++) {
      Attack attack = batch.get(i).attack();
      Response answer = to.read(attack.isHead());
      if (answer == null) {
        throw new AssertionError("closed without an answer to " + attack);
      }
      judge(attack, answer);
      if (answer.isLast()) {
        if (!to.isAtEnd()) {
          throw new AssertionError("something follows the last answer, that to " + attack);
        }
        disconnect();
        waiting.addAll(batch.subList(i + 1, batch.size()));
        return;
      }
    }
  }

  /** Bytes whose end is not defined: a response to them must make sense, if there is one. */
  private void abuse(Attack attack) throws IOException {
    RawConnection to = requireNonNull(connection);
    int answered = 0;
    try {
      to.writeSplit(attack.bytes(), random);
      to.endOutput();
      for (var answer = to.read(false); answer != null; answer = to.read(false)) {
        judge(attack, answer);
        answered++;
      }
    } catch (SocketException reset) {
      // The proxy may well have stopped listening.
    } finally {
      disconnect();
    }
    if (answered == 0) {
      count(0);
    }
  }

  private void judge(Attack attack, Response answer) {
    count(answer.status());
    try {
      Judge.judge(attack, answer);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nin the answer to " + attack, e);
    }
  }

  private void count(int status) {
    answers.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
  }

  private void connect() throws IOException {
    disconnect();
    connection = new RawConnection(port);
    connections++;
  }

  private void disconnect() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
