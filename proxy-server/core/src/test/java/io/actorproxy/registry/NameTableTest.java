package io.actorproxy.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How much work it is to make room for names. */
final class NameTableTest {
  private static final int COUNT = 10_000;

  private final AtomicInteger looks = new AtomicInteger();
  private volatile boolean staying = true;
  private final NameTable names =
      new NameTable(
          1_000,
          () -> 1,
          _ -> {
            looks.incrementAndGet();
            return staying;
          });

  NameTableTest() {
    for (int i = 0; i < COUNT; i++) {
      names.know(names.findOrAdd("sys", "n" + i), Map.of("user", Recording.RECORDED));
    }
  }

  @Test
  void whereNamesHaveToStayOneCallLooksAtFewOfThem() {
    names.makeRoom();

    assertThat(looks.get()).isPositive().isLessThanOrEqualTo(NameTable.LOOKS_FAR_BEYOND);
    assertThat(names.bytes()).isGreaterThan(COUNT * NameTable.EACH);
  }

  @Test
  void namesThatHadToStayLeaveWithTheNextCallsWhenTheyMay() {
    names.makeRoom();
    staying = false;

    for (int i = 0; i < 1 + COUNT / NameTable.LOOKS_FAR_BEYOND; i++) {
      names.makeRoom();
    }

    assertThat(names.bytes()).isLessThanOrEqualTo(1_000);
  }
}
