package io.actorproxy.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.Payload;
import org.junit.jupiter.api.Test;

final class SlicesTest {
  private static final ByteString LARGE = ByteString.copyFrom(new byte[10_000]);
  private static final ByteString SMALL = ByteString.copyFrom(new byte[4_096]);

  @Test
  void aPartOfLessThanHalfOfTheMessageIsCopied() {
    ByteString part = LARGE.substring(7, 5_006);

    assertThat(Slices.detach(part, 10_000)).isNotSameAs(part).isEqualTo(part);
    assertThat(Slices.detachFromLarge(part, 10_000)).isNotSameAs(part).isEqualTo(part);
    assertThat(Slices.detach(new Payload.Value(part), 10_000))
        .isEqualTo(new Payload.Value(part))
        .isInstanceOfSatisfying(
            Payload.Value.class, value -> assertThat(value.any()).isNotSameAs(part));
  }

  @Test
  void aPartOfHalfOfTheMessageOrMoreKeepsTheMessage() {
    ByteString part = LARGE.substring(7, 5_007);
    Payload payload = new Payload.Value(part);

    assertThat(Slices.detach(part, 10_000)).isSameAs(part);
    assertThat(Slices.detach(payload, 10_000)).isSameAs(payload);
  }

  @Test
  void aPartThatLivesAsLongAsACallMayKeepASmallMessage() {
    ByteString part = SMALL.substring(7, 8);
    Payload payload = new Payload.Value(part);

    assertThat(Slices.detachFromLarge(part, 4_096)).isSameAs(part);
    assertThat(Slices.detachFromLarge(payload, 4_096)).isSameAs(payload);
    assertThat(Slices.detach(part, 4_096)).isNotSameAs(part);
  }

  @Test
  void whatIsAbsentStaysAbsent() {
    assertThat(Slices.detach((ByteString) null, 10_000)).isNull();
    assertThat(Slices.detach(Payload.ABSENT, 10_000)).isSameAs(Payload.ABSENT);
    assertThat(Slices.detach(Payload.NOOP, 10_000)).isSameAs(Payload.NOOP);
  }
}
