package io.actorproxy.config;

import static io.actorproxy.setting.ValueType.bytes;
import static io.actorproxy.setting.ValueType.flag;
import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.longBytes;
import static io.actorproxy.setting.ValueType.millis;
import static io.actorproxy.setting.ValueType.oneOf;
import static io.actorproxy.setting.ValueType.path;

import io.actorproxy.entity.Durability;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import io.actorproxy.state.StateConfig;
import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import javax.crypto.SecretKey;

/** Settings of states, of their way to the store and of what is kept besides them. */
final class StateSettings {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long DAY = 86_400_000;

  static final Section SECTION = new Section("State", DatabaseSettings.SECTION);

  static final Variable<Path> DATA_DIR =
      SECTION.ours(
          "PROXY_DATA_DIR",
          path(),
          "./data",
          "Folder of the proxy's files; the container image sets it to `/data`.");
  static final Variable<List<SecretKey>> STATESTORE_KEY =
      SECTION.protecting(
          SECTION.add(
              new Variable<>(
                  "SPAWN_STATESTORE_KEY",
                  EncryptionKeys.type(),
                  "",
                  "none: states are not encrypted",
                  "Keys that states are encrypted with: the first encrypts, all decrypt; see"
                      + " [the guide](guide/encryption.md).",
                  true,
                  true)));
  static final Variable<Boolean> STATE_ALLOW_PLAINTEXT =
      SECTION.ours(
          "PROXY_STATE_ALLOW_PLAINTEXT",
          flag(),
          false,
          "Read states that are not encrypted although there is a key, or let them go into a"
              + " database on the network without one.");
  static final Variable<Durability> STATE_DURABILITY =
      SECTION.ours(
          "PROXY_STATE_DURABILITY",
          oneOf(durabilities()),
          "acknowledged",
          "`acknowledged`: the caller gets its reply after the state is saved; `snapshot`: before,"
              + " and a crash may lose changes since the last save.");
  static final Variable<Integer> STATE_MAX_BYTES =
      SECTION.ours(
          "PROXY_STATE_MAX_BYTES",
          bytes(KIB, 1024 * MIB),
          4 * MIB,
          "Largest state of one actor; more is refused with `STATE_TOO_LARGE`.");
  static final Variable<Long> SNAPSHOT_INTERVAL =
      SECTION.ours(
          "PROXY_SNAPSHOT_INTERVAL",
          millis(100, 365 * DAY),
          2000,
          "How often a changed state is saved in `snapshot` mode, and how often a revision enters"
              + " the history in `acknowledged` mode, unless the type sets its own interval.");
  static final Variable<Integer> STATE_HISTORY_LIMIT =
      SECTION.ours(
          "PROXY_STATE_HISTORY_LIMIT",
          integer(0, 1_000_000),
          100,
          "How many earlier revisions of each actor are kept; 0 = none.");
  static final Variable<Integer> IDEMPOTENCY_KEYS =
      SECTION.ours(
          "PROXY_IDEMPOTENCY_KEYS",
          integer(1, 100_000),
          64,
          "How many stored responses of calls with an `idempotency-key` each actor keeps.");
  static final Variable<Long> IDEMPOTENCY_TTL =
      SECTION.ours(
          "PROXY_IDEMPOTENCY_TTL",
          millis(1, 365 * DAY),
          DAY,
          "How long each stored response is kept.");
  static final Variable<Integer> IDEMPOTENCY_MAX_BYTES =
      SECTION.ours(
          "PROXY_IDEMPOTENCY_MAX_BYTES",
          bytes(KIB, 64 * MIB),
          MIB,
          "Maximum bytes of an actor's stored responses; the oldest are removed first.");
  static final Variable<Long> STATE_SAVE_TIMEOUT =
      SECTION.ours(
          "PROXY_STATE_SAVE_TIMEOUT",
          millis(1, DAY),
          30_000,
          "How long a failing save is tried again before `STORE_UNAVAILABLE`.");
  static final Variable<Long> STATE_STALL_TIMEOUT =
      SECTION.ours(
          "PROXY_STATE_STALL_TIMEOUT",
          millis(1, DAY),
          1_000,
          "How long one call of the store may take before readiness is down and callers whose"
              + " deadline passes while they wait for it get `STORE_UNAVAILABLE`.");
  static final Variable<Integer> STATE_LOAD_CONCURRENCY =
      SECTION.ours(
          "PROXY_STATE_LOAD_CONCURRENCY",
          integer(1, 1024),
          16,
          "How many states are loaded from the store at a time.");
  static final Variable<Integer> COMMIT_MAX_BATCH =
      SECTION.ours(
          "PROXY_COMMIT_MAX_BATCH",
          integer(1, 100_000),
          1000,
          "Maximum number of saves that go into one transaction.");
  static final Variable<Long> COMMIT_MAX_BYTES =
      SECTION.ours(
          "PROXY_COMMIT_MAX_BYTES",
          longBytes(KIB, 1024 * MIB),
          16 * MIB,
          "Maximum bytes of states that go into one transaction, unless one alone is larger.");
  static final Variable<Long> COMMIT_GATHER =
      SECTION.ours(
          "PROXY_COMMIT_GATHER",
          millis(0, 60_000),
          250,
          "How long, in `snapshot` mode, saves at the end of an interval wait for others, so that"
              + " they share a transaction. Comes on top of the snapshot interval.");
  static final Variable<Integer> COMMIT_QUEUE =
      SECTION.ours(
          "PROXY_COMMIT_QUEUE",
          integer(1, 10_000_000),
          100_000,
          "Maximum number of saves that wait for a transaction; more fail with"
              + " `STORE_UNAVAILABLE`.");

  private StateSettings() {}

  static StateConfig read(Environment env) {
    return new StateConfig(
        env.get(STATE_LOAD_CONCURRENCY),
        env.get(COMMIT_QUEUE),
        env.get(COMMIT_MAX_BATCH),
        env.get(COMMIT_MAX_BYTES),
        env.get(COMMIT_GATHER),
        env.get(LifecycleSettings.SHUTDOWN_GRACE));
  }

  static StoreConfig store(Environment env) {
    Path driverPath = env.get(DatabaseSettings.DRIVER_PATH);
    String type = DatabaseSettings.type(env, driverPath);
    List<SecretKey> keys = env.get(STATESTORE_KEY);
    boolean allowPlaintext = env.get(STATE_ALLOW_PLAINTEXT);
    return new StoreConfig(
        type,
        new StoreSettings(
            env.get(DATA_DIR),
            // The answers are saved together with the state.
            env.get(STATE_MAX_BYTES) + env.get(IDEMPOTENCY_MAX_BYTES),
            env.get(STATE_HISTORY_LIMIT),
            DatabaseSettings.read(env, type, !keys.isEmpty() || allowPlaintext)),
        driverPath,
        keys,
        allowPlaintext,
        env.get(STATE_STALL_TIMEOUT));
  }

  private static LinkedHashMap<String, Durability> durabilities() {
    var words = new LinkedHashMap<String, Durability>();
    words.put("acknowledged", Durability.ACKNOWLEDGED);
    words.put("snapshot", Durability.SNAPSHOT);
    return words;
  }
}
