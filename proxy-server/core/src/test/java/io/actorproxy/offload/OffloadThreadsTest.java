package io.actorproxy.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the threads make of what waits for them. */
final class OffloadThreadsTest {
  private final CountDownLatch released = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  private void hold() {
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theBodyOfANeighbourIsWorkedOnBeforeTheLargeStatesOfTwentyReaders() throws Exception {
    CountDownLatch all = new CountDownLatch(22);
    try (Offload offload = new Offload(1, 256)) {
      // The only thread is busy.
      offload.runForAnswer("first", 3 << 20, () -> count("first", all));
      for (int i = 0; i < 20; i++) {
        String reader = "reader" + i;
        offload.runForAnswer(reader, 3 << 20, () -> count(reader, all));
      }
      offload.runForRequest("neighbour", 20 << 10, () -> count("neighbour", all));
      released.countDown();

      assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    }
    // Its turn may come before the first thread has taken anything.
    assertThat(done.indexOf("neighbour")).isLessThanOrEqualTo(1);
  }

  private void count(String name, CountDownLatch all) {
    hold();
    done.add(name);
    all.countDown();
  }

  @Test
  void workThatThrowsEndsNoThread() throws Exception {
    CountDownLatch last = new CountDownLatch(1);
    try (Offload offload = new Offload(1, 10)) {
      offload.runForRequest(
          "a",
          1,
          () -> {
            throw new IllegalStateException("a defect");
          });
      offload.runForRequest(
          "a",
          1,
          () -> {
            throw new StackOverflowError();
          });
      offload.runForRequest("a", 1, last::countDown);

      assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void nothingIsTakenAfterTheEnd() {
    Offload offload = new Offload(1, 10);
    offload.close();

    assertThat(offload.runForRequest("a", 1, () -> done.add("a"))).isEqualTo(Intake.CLOSED);
    assertThat(offload.runForHost("a", 1, () -> done.add("a"))).isFalse();
    assertThat(done).isEmpty();
  }
}
