package io.actorproxy.entity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.StoredActor;
import io.actorproxy.codec.StoredResponse;
import io.actorproxy.invocation.TextAny;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much of a stored record an activation keeps in memory. */
final class EntityStateTest {
  private static final int LARGE = 100_000;

  private final EntityState state = new EntityState();

  private static ByteString bytes(int count) {
    return UnsafeByteOperations.unsafeWrap(new byte[count]);
  }

  private static StoredResponse response() {
    return new StoredResponse("key", 1, TextAny.payload("done"), bytes(10));
  }

  /** Begins with a record that is read as the store gives it, and forgets the record. */
  private WeakReference<byte[]> begin(StoredActor stored) throws MalformedMessageException {
    byte[] record = stored.toByteArray();
    state.begin(1, StoredActor.read(UnsafeByteOperations.unsafeWrap(record)));
    return new WeakReference<>(record);
  }

  private static void awaitEndOf(WeakReference<byte[]> record) {
    await()
        .until(
            () -> {
              System.gc();
              return record.get() == null;
            });
  }

  @Test
  void aSmallStateKeepsNothingElseOfItsRecord() throws Exception {
    StoredActor stored =
        new StoredActor(
            new ActorStateMessage(Map.of("tag", "x".repeat(LARGE)), bytes(10)), List.of());

    awaitEndOf(begin(stored));

    assertThat(requireNonNull(state.state()).size()).isEqualTo(10);
    assertThat(state.toStore()).isEqualTo(stored);
  }

  @Test
  void aStoredResponseDoesNotKeepTheStateBesideIt() throws Exception {
    StoredActor stored =
        new StoredActor(new ActorStateMessage(Map.of(), bytes(LARGE)), List.of(response()));
    WeakReference<byte[]> record = begin(stored);
    assertThat(state.toStore().size()).isEqualTo(stored.size());

    state.restore(new ActorStateMessage(Map.of(), bytes(10)));

    awaitEndOf(record);
    assertThat(state.toStore().responses()).containsExactly(response());
  }

  @Test
  void anEarlierStateKeepsNothingElseOfItsRecord() throws Exception {
    byte[] earlier =
        new ActorStateMessage(Map.of("tag", "x".repeat(LARGE)), bytes(10)).toByteArray();
    WeakReference<byte[]> record = new WeakReference<>(earlier);
    state.begin(true, 1, ActorStateMessage.EMPTY);
    state.restore(ActorStateMessage.read(UnsafeByteOperations.unsafeWrap(earlier)));
    earlier = new byte[0];

    awaitEndOf(record);
    assertThat(requireNonNull(state.state()).size()).isEqualTo(10);
  }

  @Test
  void aStateThatIsMostOfItsRecordIsNotCopiedAndWeighsAsMuchAsThat() throws Exception {
    StoredActor stored = new StoredActor(new ActorStateMessage(Map.of(), bytes(LARGE)), List.of());
    byte[] record = stored.toByteArray();
    state.begin(1, StoredActor.read(UnsafeByteOperations.unsafeWrap(record)));

    record[record.length - 1] = 7;

    assertThat(requireNonNull(state.state()).byteAt(LARGE - 1)).isEqualTo((byte) 7);
    assertThat(state.weight()).isEqualTo(record.length);
  }
}
