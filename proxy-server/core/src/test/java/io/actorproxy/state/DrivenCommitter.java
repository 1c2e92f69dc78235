package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.statestore.Save;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.ManualLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A committer whose transactions the test runs one at a time, and the outcome of each save. */
abstract class DrivenCommitter {
  final ManualLoop loop = new ManualLoop();
  final FakeSnapshotStore store = new FakeSnapshotStore();
  final StoreHealth health = new StoreHealth(loop.time(), 1_000);
  final GroupCommitter committer =
      new GroupCommitter(store, new StateConfig(1, 10, 4, 100, 250, 1_000), loop.time(), health);
  final Map<String, SaveOutcome> outcomes = new HashMap<>();

  void commit() {
    committer.runNext();
    loop.drain();
  }

  void save(String name, long revision, int bytes) {
    committer.add(request(name, 60_000, revision, new byte[bytes], o -> outcomes.put(name, o)));
  }

  void save(String name, long deadlineMillis) {
    committer.add(request(name, deadlineMillis, 0, new byte[1], o -> outcomes.put(name, o)));
  }

  SaveRequest request(
      String name,
      long deadlineMillis,
      long revision,
      byte[] state,
      Consumer<SaveOutcome> callback) {
    Deadline deadline = Deadline.in(deadlineMillis, loop.time());
    return new SaveRequest(id(name), revision, state, 1, deadline, loop, callback);
  }

  ErrorCode code(String name) {
    return outcomes.get(name) instanceof SaveOutcome.NotSaved(var failure)
        ? failure.code()
        : ErrorCode.INVALID_REQUEST;
  }

  List<List<String>> names() {
    return store.transactions().stream()
        .map(batch -> batch.stream().map(Save::key).map(key -> key.name()).toList())
        .toList();
  }

  static ActorId id(String name) {
    return ActorId.named("sys", name);
  }
}
