package io.actorproxy.registry;

import static java.util.Objects.requireNonNull;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes instances known, here and in the store, so that they can be found by name after a restart.
 * Thread safe; never blocks, except {@link #load}.
 */
public final class SpawnedInstances {
  private static final Logger LOG = LoggerFactory.getLogger(SpawnedInstances.class);
  private static final int PAGE = 10_000;

  private final ActorRegistry registry;
  private final LookupWriter writer;
  private final int waitersMax;

  /** At most {@code waitersMax} calls wait for each instance that is being recorded. */
  public SpawnedInstances(ActorRegistry registry, LookupWriter writer, int waitersMax) {
    this.registry = registry;
    this.writer = writer;
    this.waitersMax = waitersMax;
  }

  /** Makes all instances known that the store has. Blocks; for the start. */
  public void load(LookupStore store) throws StoreException {
    // The store reads the same few names of systems and types again and again.
    Map<String, String> names = new HashMap<>();
    Optional<ActorKey> last = Optional.empty();
    List<ActorKey> page;
    do {
      page = store.instances(last, PAGE);
      for (ActorKey key : page) {
        ActorId id =
            new ActorId(
                names.computeIfAbsent(key.system(), name -> name),
                names.computeIfAbsent(key.parent(), name -> name),
                key.name());
        if (!add(id)) {
          return;
        }
        last = Optional.of(key);
      }
    } while (page.size() == PAGE);
  }

  private boolean add(ActorId id) {
    try {
      registry.addInstance(id);
      return true;
    } catch (FailureException e) {
      LOG.warn(
          "Expected to know all recorded instances, but {}. The rest of them is not found",
          e.getMessage());
      return false;
    }
  }

  /**
   * Makes instances known, all of them or none.
   *
   * @return completes on the writer's loop once they are recorded, exceptionally with a {@link
   *     FailureException}; some of them may turn out to be recorded all the same after a restart
   * @throws FailureException with OVERLOADED if there would be too many instances
   */
  public CompletionStage<Void> spawn(List<ActorId> ids) {
    Map<ActorId, Recording> begun = registry.beginRecording(new LinkedHashSet<>(ids), waitersMax);
    List<ActorId> unrecorded = ids.stream().distinct().filter(this::isUnrecorded).toList();
    CompletableFuture<Void> recorded = new CompletableFuture<>();
    if (unrecorded.isEmpty()) {
      recorded.complete(null);
    } else {
      record(unrecorded, begun, recorded);
    }
    return recorded;
  }

  private boolean isUnrecorded(ActorId id) {
    Recording recording = registry.instance(id);
    return recording == null || !recording.isRecorded();
  }

  /**
   * Makes an instance known that a call has named with its type.
   *
   * @param durably whether the call has to wait until it is recorded
   * @return the recording, for which the call has to wait
   * @throws FailureException with OVERLOADED if there are too many instances
   */
  public Recording called(ActorId id, boolean durably) {
    Recording recording = registry.instance(id);
    while (recording == null) {
      if (!durably) {
        if (registry.addInstance(id)) {
          writer.recordSometime(id);
        }
      } else {
        Map<ActorId, Recording> begun = registry.beginRecording(List.of(id), waitersMax);
        if (!begun.isEmpty()) {
          record(List.of(id), begun, new CompletableFuture<>());
          return requireNonNull(begun.get(id));
        }
      }
      // Another call may have been first, and its recording may have failed already.
      recording = registry.instance(id);
    }
    return recording;
  }

  private void record(
      List<ActorId> ids, Map<ActorId, Recording> begun, CompletableFuture<Void> recorded) {
    writer.record(
        ids,
        outcome -> {
          Failure failure = outcome.failure();
          if (failure == null) {
            ids.forEach(registry::recorded);
            recorded.complete(null);
          } else {
            begun.forEach((id, recording) -> registry.recordingFailed(id, recording, failure));
            recorded.completeExceptionally(new FailureException(failure));
          }
        });
  }
}
