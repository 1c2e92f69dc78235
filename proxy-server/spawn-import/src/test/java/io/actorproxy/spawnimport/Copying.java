package io.actorproxy.spawnimport;

import com.google.protobuf.InvalidProtocolBufferException;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.ManualTime;
import io.spawn.actors.ActorState;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** One import of a test, and what it has said. */
final class Copying {
  private final String url;
  private final String user;
  private final StateStore target;
  private String key = SpawnOnPostgres.KEY;
  private boolean apply = true;
  private int historyLimit = 100;
  private SpawnImport.@Nullable ChosenRow chosen;
  private final List<String> lines = new ArrayList<>();

  Copying(String url, String user, StateStore target) {
    this.url = url;
    this.user = user;
    this.target = target;
  }

  Copying dry() {
    apply = false;
    return this;
  }

  Copying key(String base64) {
    key = base64;
    return this;
  }

  Copying historyLimit(int limit) {
    historyLimit = limit;
    return this;
  }

  Copying choose(long id, ActorKey actor) {
    chosen = new SpawnImport.ChosenRow(id, actor);
    return this;
  }

  Report run() throws SourceException, StoreException {
    SpawnImport.Settings settings =
        new SpawnImport.Settings(apply, null, chosen, historyLimit, 1 << 20);
    try (SpawnDatabase database = SpawnDatabase.open(url, user, user)) {
      return new SpawnImport(target, settings, new ManualTime(), lines::add)
          .run(database, new SpawnCipher(List.of(keyOf(key)), new SecureRandom()));
    }
  }

  List<String> lines() {
    return lines;
  }

  static SecretKey keyOf(String base64) {
    return new SecretKeySpec(Base64.getDecoder().decode(base64), "AES");
  }

  /** The value within the stored state, at its revision. */
  static Snapshot value(Snapshot stored) {
    return new Snapshot(stored.revision(), state(stored).getState().getValue().toByteArray());
  }

  static ActorState state(Snapshot stored) {
    try {
      return ActorState.parseFrom(stored.state());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
