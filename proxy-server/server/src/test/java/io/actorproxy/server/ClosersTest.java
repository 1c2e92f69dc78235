package io.actorproxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ClosersTest {
  private final Closers closers = new Closers();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  private void open(String name) {
    closers.add(name, name, () -> closed.add(name));
  }

  @Test
  void whatWasOpenedLastIsClosedFirst() {
    open("store");
    open("loops");
    open("door");

    assertThat(closers.closeWithin(30_000)).isTrue();

    assertThat(closed).containsExactly("door", "loops", "store");
  }

  @Test
  void aPartThatBreaksDoesNotKeepTheOthersOpen() {
    open("store");
    closers.add(
        "broken",
        "broken",
        () -> {
          throw new IllegalStateException("bug");
        });
    open("door");

    closers.close();

    assertThat(closed).containsExactly("door", "store");
  }

  @Test
  void nothingIsClosedTwice() {
    open("store");

    closers.close();
    closers.close();

    assertThat(closed).containsExactly("store");
  }

  @Test
  void aPartThatHangsIsNotWaitedForAndTheOthersFollowOnceItLetsGo() {
    CountDownLatch letGo = new CountDownLatch(1);
    open("files");
    closers.add("the store", "the store", letGo::await);
    open("door");

    assertThat(closers.closeWithin(50)).isFalse();
    assertThat(closed).containsExactly("door");

    letGo.countDown();
    await().untilAsserted(() -> assertThat(closed).containsExactly("door", "files"));
  }
}
