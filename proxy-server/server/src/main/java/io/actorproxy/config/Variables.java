package io.actorproxy.config;

import static io.actorproxy.config.ValueType.bytes;
import static io.actorproxy.config.ValueType.encryptionKeys;
import static io.actorproxy.config.ValueType.fileMode;
import static io.actorproxy.config.ValueType.flag;
import static io.actorproxy.config.ValueType.integer;
import static io.actorproxy.config.ValueType.longBytes;
import static io.actorproxy.config.ValueType.machine;
import static io.actorproxy.config.ValueType.machines;
import static io.actorproxy.config.ValueType.millis;
import static io.actorproxy.config.ValueType.oneOf;
import static io.actorproxy.config.ValueType.optionalPath;
import static io.actorproxy.config.ValueType.path;
import static io.actorproxy.config.ValueType.seconds;
import static io.actorproxy.config.ValueType.socketPath;
import static io.actorproxy.config.ValueType.storeType;
import static io.actorproxy.config.ValueType.text;
import static io.actorproxy.config.ValueType.token;

import io.actorproxy.entity.Durability;
import io.actorproxy.invocation.DeliveryPolicy;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * Every variable the proxy reads, declared once: parsing, the effective table and the documentation
 * all come from here. Durations are in milliseconds, sizes in bytes.
 */
final class Variables {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long DAY = 86_400_000;

  /** The stores whose drivers are part of the proxy. */
  static final List<String> STORES = List.of("sqlite", "memory", "postgres", "mariadb", "mysql");

  private static final Section IDENTITY = new Section("Identity");
  private static final Section HTTP = new Section("HTTP API");
  private static final Section LOOPS = new Section("Event loops");
  private static final Section HOST = new Section("Host");
  private static final Section INVOCATION = new Section("Invocation");
  private static final Section MESSAGES = new Section("Effects, schedules and asynchronous calls");
  private static final Section LIFECYCLE = new Section("Lifecycle");
  private static final Section STATE = new Section("State");
  private static final Section ADMIN = new Section("Admin API");
  private static final Section OBSERVATION = new Section("Logs and metrics");

  static final Variable<String> ACTOR_SYSTEM_NAME =
      IDENTITY.original(
          "PROXY_ACTOR_SYSTEM_NAME",
          text("a name"),
          "spawn-system",
          "The actor system the proxy is for, as its log shows it; actors of any system may"
              + " register.");
  static final Variable<String> APP_NAME =
      IDENTITY.add(
          new Variable<>(
              "PROXY_APP_NAME",
              text("a name"),
              "",
              "random, like `brave-otter-42`",
              "The name of the application next to the proxy, as logs show it.",
              false,
              true));
  static final Variable<String> MEMBER_NAME =
      IDENTITY.add(
          new Variable<>(
              "PROXY_MEMBER_NAME",
              text("a name"),
              "",
              "`USER_FUNCTION_HOST:PORT`; with a database server"
                  + " `HOSTNAME/USER_FUNCTION_HOST:PORT`",
              "Name of this proxy. Stored registrations are found by app name and member name, so"
                  + " keep both the same across restarts.",
              false,
              false));
  static final Variable<String> DEPLOYMENT_MODE =
      IDENTITY.original(
          "PROXY_DEPLOYMENT_MODE",
          oneOf(List.of("sidecar"), List.of("daemon")),
          "sidecar",
          "How the proxy is deployed: one next to each host.");

  static final Variable<Integer> HTTP_PORT =
      HTTP.original(
          "PROXY_HTTP_PORT",
          integer(0, 65_535),
          9001,
          "Port of the HTTP API, health and metrics; 0 takes any free one and logs it.");
  static final Variable<String> HOST_INTERFACE =
      HTTP.original(
          "PROXY_HOST_INTERFACE", machine(), "0.0.0.0", "Address the HTTP port is bound to.");
  static final Variable<Boolean> UDS_ENABLED =
      HTTP.original(
          "PROXY_UDS_ENABLED",
          flag(),
          false,
          "Serve the API on a Unix domain socket; health and metrics stay on the port.");
  static final Variable<Path> UDS_ADDRESS =
      HTTP.original(
          "PROXY_UDS_ADDRESS", socketPath(), "/var/run/spawn.sock", "Path of that socket.");
  static final Variable<Set<PosixFilePermission>> UDS_MODE =
      HTTP.ours(
          "PROXY_UDS_MODE",
          fileMode(),
          "660",
          "Permissions of that socket's file, as `chmod` takes them: who may write to it may"
              + " connect.");
  static final Variable<Integer> HTTP_MAX_BODY_BYTES =
      HTTP.add(
          new Variable<>(
              "PROXY_HTTP_MAX_BODY_BYTES",
              bytes(KIB, 1024 * MIB),
              "",
              "8 MiB, but at most a 16th of the heap",
              "Largest body of a request, decompressed; more is answered `BODY_TOO_LARGE`.",
              false,
              false));
  static final Variable<Integer> HTTP_MAX_HEADER_BYTES =
      HTTP.ours(
          "PROXY_HTTP_MAX_HEADER_BYTES",
          bytes(KIB, MIB),
          32 * KIB,
          "Largest headers of a request, all together; more is answered `HEADERS_TOO_LARGE`.");
  static final Variable<Integer> HTTP_MAX_REQUEST_LINE_BYTES =
      HTTP.ours(
          "PROXY_HTTP_MAX_REQUEST_LINE_BYTES",
          bytes(KIB, MIB),
          16 * KIB,
          "Longest request line, names in the path included; else `HEADERS_TOO_LARGE`.");
  static final Variable<Long> HTTP_REQUEST_TIMEOUT =
      HTTP.ours(
          "PROXY_HTTP_REQUEST_TIMEOUT",
          millis(100, DAY),
          30_000,
          "How long a client may take to send one whole request; then `REQUEST_TIMEOUT`. Also how"
              + " long it may read nothing of a response; then the connection is closed.");
  static final Variable<Long> HTTP_IDLE_TIMEOUT =
      HTTP.ours(
          "PROXY_HTTP_IDLE_TIMEOUT",
          millis(100, DAY),
          75_000,
          "How long a connection may stay open without a request.");
  static final Variable<Integer> HTTP_MAX_CONNECTIONS =
      HTTP.ours(
          "PROXY_HTTP_MAX_CONNECTIONS",
          integer(1, 1_000_000),
          10_000,
          "Maximum number of connections open at a time. At the limit those are closed that have"
              + " waited longest for their clients' requests; if none waits, all but health and"
              + " metrics is answered `OVERLOADED`.");
  static final Variable<Integer> HTTP_MAX_PIPELINED =
      HTTP.ours(
          "PROXY_HTTP_MAX_PIPELINED",
          integer(1, 10_000),
          64,
          "Maximum number of unanswered requests of one connection; past that it is not read"
              + " from.");
  static final Variable<Integer> HTTP_CODEC_THREADS =
      HTTP.ours(
          "PROXY_HTTP_CODEC_THREADS",
          integer(0, 1024),
          0,
          "Threads that read and write JSON and gzip of bodies above 16 KiB; 0 is one for two"
              + " cores.");
  static final Variable<Integer> HTTP_CODEC_QUEUE =
      HTTP.ours(
          "PROXY_HTTP_CODEC_QUEUE",
          integer(1, 100_000),
          256,
          "Maximum number of these bodies of about the same size that wait for a thread, of one"
              + " connection at most as many as are left; more are answered `OVERLOADED`.");
  static final Variable<Long> HTTP_MAX_BUFFERED_BYTES =
      HTTP.add(
          new Variable<>(
              "PROXY_HTTP_MAX_BUFFERED_BYTES",
              longBytes(MIB, 1L << 40),
              "",
              "all that calls may hold",
              "Maximum bytes of bodies that wait to be read; more is answered `OVERLOADED`, or"
                  + " `ANSWER_DISCARDED`.",
              false,
              false));

  static final Variable<String> IO =
      LOOPS.ours(
          "PROXY_IO",
          oneOf(List.of("auto", "epoll", "nio", "io_uring"), List.of()),
          "auto",
          "How sockets are served; `auto` is epoll where there is one, else nio.");
  static final Variable<Integer> EVENT_LOOPS =
      LOOPS.ours(
          "PROXY_EVENT_LOOPS",
          integer(0, 1024),
          0,
          "Number of event loops, hence of partitions; 0 is one for each core.");

  static final Variable<String> USER_FUNCTION_HOST =
      HOST.original(
          "USER_FUNCTION_HOST",
          machine(),
          "0.0.0.0",
          "Where the host listens; 0.0.0.0 is this machine.");
  static final Variable<Integer> USER_FUNCTION_PORT =
      HOST.original(
          "USER_FUNCTION_PORT", integer(1, 65_535), 8090, "The port on which the host listens.");
  static final Variable<Long> HOST_TIMEOUT =
      HOST.ours(
          "PROXY_HOST_TIMEOUT",
          millis(1, DAY),
          60_000,
          "How long one call to the host may take; after that the caller gets `HOST_TIMEOUT` and"
              + " the actor takes its next call.");
  static final Variable<Long> HOST_CONNECT_TIMEOUT =
      HOST.ours(
          "PROXY_HOST_CONNECT_TIMEOUT",
          millis(1, 60_000),
          2000,
          "How long one attempt to connect to the host may take.");
  static final Variable<Long> HOST_CONNECT_PATIENCE =
      HOST.ours(
          "PROXY_HOST_CONNECT_PATIENCE",
          millis(0, DAY),
          10_000,
          "How long a refused connection is tried again before it is `HOST_UNREACHABLE`.");
  static final Variable<Integer> HOST_QUEUE_CAPACITY =
      HOST.ours(
          "PROXY_HOST_QUEUE_CAPACITY",
          integer(1, 10_000_000),
          10_000,
          "Maximum number of calls that wait for a connection to the host; more fail with"
              + " `HOST_OVERLOADED`.");
  static final Variable<Integer> HOST_OVERFLOW_CONNECTIONS =
      HOST.ours(
          "PROXY_HOST_OVERFLOW_CONNECTIONS",
          integer(0, 100_000),
          1000,
          "Extra connections opened when every pooled one is busy with an action that may itself be"
              + " waiting for another actor (avoids a deadlock); 0 = none.");
  static final Variable<Integer> HOST_MAX_HEADER_BYTES =
      HOST.ours(
          "PROXY_HOST_MAX_HEADER_BYTES",
          bytes(256, MIB),
          32 * KIB,
          "Largest status line and headers of the host's reply; more is `HOST_REPLY_TOO_LARGE`.");
  static final Variable<Integer> HOST_MAX_REPLY_BYTES =
      HOST.add(
          new Variable<>(
              "PROXY_HOST_MAX_REPLY_BYTES",
              bytes(KIB, 1024 * MIB),
              "",
              "16 MiB, but at most an 8th of the heap",
              "Largest reply of the host; more is `HOST_REPLY_TOO_LARGE`.",
              false,
              false));
  static final Variable<String> HTTP_CLIENT_ADAPTER =
      HOST.original(
          "PROXY_HTTP_CLIENT_ADAPTER",
          oneOf(List.of("finch"), List.of()),
          "finch",
          "Accepted for compatibility with Spawn: there is only one client.");
  static final Variable<Integer> POOL_SCHEDULERS =
      HOST.original(
          "PROXY_HTTP_CLIENT_ADAPTER_POOL_SCHEDULERS",
          integer(0, 1024),
          0,
          "Number of connection pools: the most connections to the host are this times the pool"
              + " size; 0 = one pool for each event loop.");
  static final Variable<Integer> POOL_SIZE =
      HOST.original(
          "PROXY_HTTP_CLIENT_ADAPTER_POOL_SIZE",
          integer(1, 10_000),
          30,
          "Connections to the host in each pool.");
  static final Variable<Long> POOL_MAX_IDLE_TIMEOUT =
      HOST.original(
          "PROXY_HTTP_CLIENT_ADAPTER_POOL_MAX_IDLE_TIMEOUT",
          millis(1, DAY),
          1000,
          "How long an idle connection to the host is kept; more than 4500 is taken for 4500,"
              + " because hosts close theirs at 5000.");

  static final Variable<Long> REQUEST_TIMEOUT =
      INVOCATION.ours(
          "PROXY_REQUEST_TIMEOUT",
          millis(1, DAY),
          60_000,
          "Deadline of an invocation that names none in its metadata `request-timeout`.");
  static final Variable<Integer> MAX_INFLIGHT =
      INVOCATION.ours(
          "PROXY_MAX_INFLIGHT",
          integer(1, 10_000_000),
          10_000,
          "Maximum number of invocations in the proxy at a time; more are answered `OVERLOADED`."
              + " While the store fails, half of them is reserved for calls of actors that do not"
              + " need the store.");
  static final Variable<Long> MAX_INFLIGHT_BYTES =
      INVOCATION.add(
          new Variable<>(
              "PROXY_MAX_INFLIGHT_BYTES",
              longBytes(MIB, 1L << 40),
              "",
              "a quarter of the heap",
              "Maximum bytes that calls hold together, from the request to the response; more are"
                  + " answered `OVERLOADED`.",
              false,
              false));
  static final Variable<Integer> MAILBOX_CAPACITY =
      INVOCATION.ours(
          "PROXY_MAILBOX_CAPACITY",
          integer(1, 1_000_000),
          1000,
          "Maximum number of invocations of one actor under way, the one that runs included; more"
              + " are answered `MAILBOX_FULL`.");
  static final Variable<Long> LOOKUP_GRACE =
      INVOCATION.ours(
          "PROXY_LOOKUP_GRACE",
          millis(0, 60_000),
          1000,
          "How long a call in the first 5 s waits for an unknown actor; then `ACTOR_NOT_FOUND`.");
  static final Variable<Integer> MAX_HOPS =
      INVOCATION.ours(
          "PROXY_MAX_HOPS",
          integer(1, 1000),
          32,
          "Maximum number of pipes and forwards of one invocation; more end in `HOP_LIMIT`.");
  static final Variable<Boolean> DELAYED_INVOKES =
      INVOCATION.original(
          "SPAWN_DELAYED_INVOKES",
          flag(),
          true,
          "Whether timers run and invocations can be scheduled; if not, `SCHEDULING_DISABLED`.");
  static final Variable<Integer> SCHEDULE_CAPACITY =
      MESSAGES.ours(
          "PROXY_SCHEDULE_CAPACITY",
          integer(1, 100_000_000),
          1_000_000,
          "Maximum number of invocations scheduled at a time, by calls or by turns; more are"
              + " refused with `OUTBOX_FULL`.");
  static final Variable<Integer> SCHEDULE_MAX_CATCHUP =
      MESSAGES.ours(
          "PROXY_SCHEDULE_MAX_CATCHUP_PER_SECOND",
          integer(1, 1_000_000),
          1_000,
          "How many scheduled invocations that were due before the proxy started run each second.");
  static final Variable<String> ASYNC_DURABILITY =
      MESSAGES.ours(
          "PROXY_ASYNC_DURABILITY",
          oneOf(List.of("memory", "durable"), List.of()),
          "memory",
          "`durable`: an asynchronous call is stored before it is acknowledged, and runs at least"
              + " once; a call can ask for it by the metadata `durable-async: true`.");
  static final Variable<String> DELIVERY_POLICY =
      MESSAGES.ours(
          "PROXY_DELIVERY_POLICY",
          oneOf(DeliveryPolicy.words(), List.of()),
          DeliveryPolicy.AT_MOST_ONCE.word(),
          "How a message ends whose host failed in the middle of the action: as a dead letter,"
              + " or it is tried again (`at-least-once`). A type may say otherwise by its tag"
              + " `delivery`.");
  static final Variable<Integer> OUTBOX_CAPACITY =
      MESSAGES.ours(
          "PROXY_OUTBOX_CAPACITY",
          integer(1, 1_000_000),
          1_000,
          "Maximum number of stored messages being delivered at a time; the others wait in the"
              + " store. A tenth is kept for each of effects, asynchronous calls and schedules.");
  static final Variable<Integer> OUTBOX_RECEIVER_MAX =
      MESSAGES.ours(
          "PROXY_OUTBOX_RECEIVER_MAX",
          integer(1, 1_000_000),
          8,
          "Maximum number of these with one receiver at a time; fewer as places get scarce. Its"
              + " other due messages wait.");
  static final Variable<Integer> OUTBOX_LANE_MAX =
      MESSAGES.ours(
          "PROXY_OUTBOX_LANE_MAX",
          integer(1, 1_000),
          250,
          "How many messages from one sender to one receiver are claimed together; they still run"
              + " one after the other.");
  static final Variable<Long> OUTBOX_MAX_BYTES =
      MESSAGES.ours(
          "PROXY_OUTBOX_MAX_BYTES",
          longBytes(64 * KIB, 1024 * MIB),
          32L * MIB,
          "Maximum bytes of stored messages being delivered at a time; a larger one is delivered"
              + " alone. They count as memory of calls as well.");
  static final Variable<Long> OUTBOX_MAX_TURN_BYTES =
      MESSAGES.ours(
          "PROXY_OUTBOX_MAX_TURN_BYTES",
          longBytes(KIB, 1024 * MIB),
          16 * MIB,
          "Maximum bytes that one turn sends to others, a broadcast counted for each listener; else"
              + " `HOST_REPLY_TOO_LARGE`.");
  static final Variable<Integer> OUTBOX_MAX_TURN_MESSAGES =
      MESSAGES.ours(
          "PROXY_OUTBOX_MAX_TURN_MESSAGES",
          integer(1, 10_000_000),
          10_000,
          "Maximum number of messages that one turn sends to others, a broadcast counted for each"
              + " listener; else `HOST_REPLY_TOO_LARGE`.");
  static final Variable<Integer> OUTBOX_MAX_STORED =
      MESSAGES.ours(
          "PROXY_OUTBOX_MAX_STORED",
          integer(1, 1_000_000_000),
          2_000_000,
          "Maximum number of messages that wait in the store, scheduled ones included; calls and"
              + " turns that would add more are refused with `OUTBOX_FULL`.");
  static final Variable<Long> OUTBOX_MAX_STORED_BYTES =
      MESSAGES.ours(
          "PROXY_OUTBOX_MAX_STORED_BYTES",
          longBytes(KIB, 1024L * 1024 * MIB),
          8L * 1024 * MIB,
          "Maximum bytes of these messages.");
  static final Variable<Integer> DEAD_LETTERS_MAX =
      MESSAGES.ours(
          "PROXY_DEAD_LETTERS_MAX",
          integer(1, 1_000_000_000),
          1_000_000,
          "Number of dead letters in the store from which on new messages are refused with"
              + " `DEAD_LETTERS_FULL`.");
  static final Variable<Long> DEAD_LETTERS_MAX_BYTES =
      MESSAGES.ours(
          "PROXY_DEAD_LETTERS_MAX_BYTES",
          longBytes(KIB, 1024L * 1024 * MIB),
          4L * 1024 * MIB,
          "Bytes of dead letters from which on new messages are refused with `DEAD_LETTERS_FULL`.");
  static final Variable<Long> DEAD_LETTER_RETENTION =
      MESSAGES.ours(
          "PROXY_DEAD_LETTER_RETENTION",
          millis(0, 3650 * DAY),
          30 * DAY,
          "How long a dead letter is kept, from its death; 0 for ever.");
  static final Variable<Integer> OUTBOX_MAX_ATTEMPTS =
      MESSAGES.ours(
          "PROXY_OUTBOX_MAX_ATTEMPTS",
          integer(1, 1_000_000),
          100,
          "How often a delivery may fail before the message is a dead letter. Attempts that did not"
              + " reach the action, because host, store or proxy were unavailable or full, do not"
              + " count.");
  static final Variable<Long> OUTBOX_BACKOFF_MIN =
      MESSAGES.ours(
          "PROXY_OUTBOX_BACKOFF_MIN",
          millis(1, DAY),
          100,
          "The pause after the first failed delivery; it doubles with each.");
  static final Variable<Long> OUTBOX_BACKOFF_MAX =
      MESSAGES.ours(
          "PROXY_OUTBOX_BACKOFF_MAX",
          millis(1, DAY),
          60_000,
          "The longest pause between deliveries of one message.");
  static final Variable<Long> OUTBOX_LEASE =
      MESSAGES.ours(
          "PROXY_OUTBOX_LEASE",
          millis(1_000, DAY),
          10_000,
          "Lease of a message being delivered: if its proxy dies, another one delivers it after"
              + " this time.");
  static final Variable<Long> OUTBOX_POLL_INTERVAL =
      MESSAGES.ours(
          "PROXY_OUTBOX_POLL_INTERVAL",
          millis(10, DAY),
          1_000,
          "How often the store is searched for messages whose lease has ended.");

  static final Variable<Long> DEACTIVATION_TIMEOUT =
      LIFECYCLE.ours(
          "PROXY_DEACTIVATION_TIMEOUT",
          millis(1, 365 * DAY),
          10_000,
          "How long an actor may be idle before it is passivated, unless its type sets its own"
              + " time.");
  static final Variable<Integer> MAX_ACTIVATIONS =
      LIFECYCLE.ours(
          "PROXY_MAX_ACTIVATIONS",
          integer(1, 100_000_000),
          1_000_000,
          "Maximum number of actors in memory; beyond it, those that have been idle for about the"
              + " longest time are passivated.");
  static final Variable<Long> MAX_ACTIVATION_BYTES =
      LIFECYCLE.add(
          new Variable<>(
              "PROXY_MAX_ACTIVATION_BYTES",
              longBytes(MIB, 1L << 40),
              "",
              "three tenths of the heap",
              "Maximum bytes of the actors in memory; from four fifths of it on idle actors are"
                  + " passivated, and at the limit a call that needs another actor is answered"
                  + " `OVERLOADED`.",
              false,
              false));
  static final Variable<Integer> WARM_UP_CONCURRENCY =
      LIFECYCLE.ours(
          "PROXY_WARM_UP_CONCURRENCY",
          integer(1, 10_000),
          64,
          "How many actors of a partition are activated at a time after a registration, without a"
              + " call.");
  static final Variable<Integer> MAX_RESTARTS =
      LIFECYCLE.original(
          "SPAWN_SUPERVISORS_ACTORS_MAX_RESTARTS",
          integer(1, 1_000_000),
          10_000,
          "How many activations of a partition may fail because of a defect of the proxy before it"
              + " stops activating.");
  static final Variable<Integer> MAX_RESTARTS_SECONDS =
      LIFECYCLE.original(
          "SPAWN_SUPERVISORS_ACTORS_MAX_SECONDS",
          seconds(1, 86_400),
          3_600,
          "The time span in which these failures are counted.");
  static final Variable<Integer> HEAP_WATERMARK_PERCENT =
      LIFECYCLE.ours(
          "PROXY_HEAP_WATERMARK_PERCENT",
          integer(10, 99),
          85,
          "How full the heap may be before actors are passivated early, in percent.");
  static final Variable<Integer> MAX_INSTANCES =
      LIFECYCLE.ours(
          "PROXY_MAX_INSTANCES",
          integer(1, 1_000_000_000),
          5_000_000,
          "Maximum number of spawned instances the proxy knows; more are answered `OVERLOADED`.");
  static final Variable<Long> MAX_INSTANCE_BYTES =
      LIFECYCLE.add(
          new Variable<>(
              "PROXY_MAX_INSTANCE_BYTES",
              longBytes(MIB, 1L << 40),
              "",
              "an eighth of the heap",
              "Maximum bytes of memory that spawned instances take, in use or not: some 100 each;"
                  + " more are answered `OVERLOADED`.",
              false,
              false));
  static final Variable<Integer> MAX_TYPES =
      LIFECYCLE.ours(
          "PROXY_MAX_TYPES",
          integer(1, 1_000_000),
          10_000,
          "Maximum number of actor types the proxy knows; a registration of more is answered"
              + " `OVERLOADED`.");
  static final Variable<Long> MAX_TYPE_BYTES =
      LIFECYCLE.add(
          new Variable<>(
              "PROXY_MAX_TYPE_BYTES",
              longBytes(64 * KIB, 1L << 30),
              "",
              "16 MiB, but at most a 64th of the heap",
              "Maximum bytes of all definitions of actor types, as they are registered; more are"
                  + " answered `OVERLOADED`.",
              false,
              false));
  static final Variable<Integer> INSTANCE_QUEUE =
      LIFECYCLE.add(
          new Variable<>(
              "PROXY_INSTANCE_QUEUE",
              integer(1, 10_000_000),
              "",
              "100000, but at most one for each 2 KiB of the heap",
              "Maximum number of recordings of spawned instances that wait; more fail with"
                  + " `STORE_UNAVAILABLE`.",
              false,
              false));
  static final Variable<Long> SHUTDOWN_GRACE =
      LIFECYCLE.ours(
          "PROXY_SHUTDOWN_GRACE",
          millis(0, 3_600_000),
          30_000,
          "How long the proxy may take to finish its work after SIGTERM before it stops without.");

  static final Variable<String> DATABASE_TYPE =
      STATE.original(
          "PROXY_DATABASE_TYPE",
          storeType(STORES),
          "sqlite",
          "Where states are kept: in a file, in memory only, or in a database of that kind;"
              + " see [choosing a store](guide/choosing-a-store.md). Spawn's `native` is taken for"
              + " `sqlite`, with a warning.");
  static final Variable<Path> DRIVER_PATH =
      STATE.add(
          new Variable<>(
              "PROXY_DRIVER_PATH",
              optionalPath(),
              "",
              "none",
              "A folder with the jars of [further drivers](guide/write-a-driver.md), one of which"
                  + " `PROXY_DATABASE_TYPE` may name.",
              false,
              false));
  static final Variable<String> DATABASE_HOST =
      STATE.original(
          "PROXY_DATABASE_HOST",
          machines(),
          "127.0.0.1",
          "Where the database server listens; of several servers, each `HOST` or `HOST:PORT`, the"
              + " one that takes writes is used. This and the next are for `postgres`, `mariadb`"
              + " and `mysql` alone.");
  static final Variable<Integer> DATABASE_PORT =
      STATE.add(
          new Variable<>(
              "PROXY_DATABASE_PORT",
              integer(1, 65_535),
              "",
              "5432; of `mariadb` and `mysql` 3306",
              "The port on which it listens.",
              false,
              true));
  static final Variable<String> DATABASE_NAME =
      STATE.original(
          "PROXY_DATABASE_NAME",
          text("a name"),
          "eigr-functions-db",
          "The database, which must exist; the tables are made in its schema `actor_proxy`, or with"
              + " names that begin so.");
  static final Variable<String> DATABASE_USERNAME =
      STATE.original("PROXY_DATABASE_USERNAME", text("a name"), "admin", "The user to log in as.");
  static final Variable<String> DATABASE_SECRET =
      STATE.add(
          new Variable<>(
              "PROXY_DATABASE_SECRET",
              text("a password"),
              "admin",
              "",
              "The password of that user.",
              true,
              true));
  static final Variable<Integer> DATABASE_POOL_SIZE =
      STATE.original(
          "PROXY_DATABASE_POOL_SIZE",
          integer(2, 10_000),
          50,
          "Maximum number of connections to the database: one saves, the others load and are opened"
              + " as needed.");
  static final Variable<Long> DATABASE_CONNECTION_LIFETIME =
      STATE.ours(
          "PROXY_DATABASE_CONNECTION_LIFETIME",
          millis(30_000, DAY),
          600_000,
          "How long a connection to the database is used before a new one takes its place.");
  static final Variable<String> DATABASE_POOLER =
      STATE.ours(
          "PROXY_DATABASE_POOLER",
          oneOf(List.of("auto", "on", "off"), List.of()),
          "auto",
          "Whether a pooler in transaction mode, such as PgBouncer, stands between proxy and"
              + " `postgres`; the proxy then keeps no prepared statements or session settings"
              + " beyond a transaction; `auto` finds out at start.");
  static final Variable<Boolean> DATABASE_SSL =
      STATE.original(
          "PROXY_DATABASE_SSL", flag(), false, "Whether these connections are encrypted (TLS).");
  static final Variable<Boolean> DATABASE_SSL_VERIFY =
      STATE.original(
          "PROXY_DATABASE_SSL_VERIFY",
          flag(),
          false,
          "Whether the server's certificate and name are verified then.");
  static final Variable<Path> DATABASE_SSL_CA =
      STATE.add(
          new Variable<>(
              "PROXY_DATABASE_SSL_CA",
              optionalPath(),
              "",
              "the authorities of the Java runtime",
              "A PEM file with the certificates that are trusted then.",
              false,
              false));
  static final Variable<Path> DATA_DIR =
      STATE.ours(
          "PROXY_DATA_DIR",
          path(),
          "./data",
          "Folder of the proxy's files; the container image sets it to `/data`.");
  static final Variable<List<SecretKey>> STATESTORE_KEY =
      STATE.add(
          new Variable<>(
              "SPAWN_STATESTORE_KEY",
              encryptionKeys(),
              "",
              "none: states are not encrypted",
              "Keys that states are encrypted with: the first encrypts, all decrypt; see"
                  + " [the guide](guide/encryption.md).",
              true,
              true));
  static final Variable<Boolean> STATE_ALLOW_PLAINTEXT =
      STATE.ours(
          "PROXY_STATE_ALLOW_PLAINTEXT",
          flag(),
          false,
          "Read states that are not encrypted although there is a key, or let them go into a"
              + " database on the network without one.");
  static final Variable<Durability> STATE_DURABILITY =
      STATE.ours(
          "PROXY_STATE_DURABILITY",
          oneOf(durabilities()),
          "acknowledged",
          "`acknowledged`: the caller gets its reply after the state is saved; `snapshot`: before,"
              + " and a crash may lose changes since the last save.");
  static final Variable<Integer> STATE_MAX_BYTES =
      STATE.ours(
          "PROXY_STATE_MAX_BYTES",
          bytes(KIB, 1024 * MIB),
          4 * MIB,
          "Largest state of one actor; more is refused with `STATE_TOO_LARGE`.");
  static final Variable<Long> SNAPSHOT_INTERVAL =
      STATE.ours(
          "PROXY_SNAPSHOT_INTERVAL",
          millis(100, 365 * DAY),
          2000,
          "How often a changed state is saved in `snapshot` mode, and how often a revision enters"
              + " the history in `acknowledged` mode, unless the type sets its own interval.");
  static final Variable<Integer> STATE_HISTORY_LIMIT =
      STATE.ours(
          "PROXY_STATE_HISTORY_LIMIT",
          integer(0, 1_000_000),
          100,
          "How many earlier revisions of each actor are kept; 0 = none.");
  static final Variable<Integer> IDEMPOTENCY_KEYS =
      STATE.ours(
          "PROXY_IDEMPOTENCY_KEYS",
          integer(1, 100_000),
          64,
          "How many stored responses of calls with an `idempotency-key` each actor keeps.");
  static final Variable<Long> IDEMPOTENCY_TTL =
      STATE.ours(
          "PROXY_IDEMPOTENCY_TTL",
          millis(1, 365 * DAY),
          DAY,
          "How long each stored response is kept.");
  static final Variable<Integer> IDEMPOTENCY_MAX_BYTES =
      STATE.ours(
          "PROXY_IDEMPOTENCY_MAX_BYTES",
          bytes(KIB, 64 * MIB),
          MIB,
          "Maximum bytes of an actor's stored responses; the oldest are removed first.");
  static final Variable<Long> STATE_SAVE_TIMEOUT =
      STATE.ours(
          "PROXY_STATE_SAVE_TIMEOUT",
          millis(1, DAY),
          30_000,
          "How long a failing save is tried again before `STORE_UNAVAILABLE`.");
  static final Variable<Long> STATE_STALL_TIMEOUT =
      STATE.ours(
          "PROXY_STATE_STALL_TIMEOUT",
          millis(1, DAY),
          1_000,
          "How long one call of the store may take before readiness is down and callers whose"
              + " deadline passes while they wait for it get `STORE_UNAVAILABLE`.");
  static final Variable<Integer> STATE_LOAD_CONCURRENCY =
      STATE.ours(
          "PROXY_STATE_LOAD_CONCURRENCY",
          integer(1, 1024),
          16,
          "How many states are loaded from the store at a time.");
  static final Variable<Integer> COMMIT_MAX_BATCH =
      STATE.ours(
          "PROXY_COMMIT_MAX_BATCH",
          integer(1, 100_000),
          1000,
          "Maximum number of saves that go into one transaction.");
  static final Variable<Long> COMMIT_MAX_BYTES =
      STATE.ours(
          "PROXY_COMMIT_MAX_BYTES",
          longBytes(KIB, 1024 * MIB),
          16 * MIB,
          "Maximum bytes of states that go into one transaction, unless one alone is larger.");
  static final Variable<Long> COMMIT_GATHER =
      STATE.ours(
          "PROXY_COMMIT_GATHER",
          millis(0, 60_000),
          250,
          "How long, in `snapshot` mode, saves at the end of an interval wait for others, so that"
              + " they share a transaction. Comes on top of the snapshot interval.");
  static final Variable<Integer> COMMIT_QUEUE =
      STATE.ours(
          "PROXY_COMMIT_QUEUE",
          integer(1, 10_000_000),
          100_000,
          "Maximum number of saves that wait for a transaction; more fail with"
              + " `STORE_UNAVAILABLE`.");

  static final Variable<Boolean> ADMIN_ENABLED =
      ADMIN.ours(
          "PROXY_ADMIN_ENABLED", flag(), true, "Serve the admin API, which its commands need.");
  static final Variable<Integer> ADMIN_PORT =
      ADMIN.ours(
          "PROXY_ADMIN_PORT",
          integer(0, 65_535),
          9090,
          "Port of the admin API; 0 takes any free one and logs it. If this is not set and the port"
              + " is taken, the proxy runs without admin API and warns.");
  static final Variable<String> ADMIN_INTERFACE =
      ADMIN.ours(
          "PROXY_ADMIN_INTERFACE",
          machine(),
          "127.0.0.1",
          "Address the admin port is bound to; any but this machine's own needs a token.");
  static final Variable<String> ADMIN_TOKEN =
      ADMIN.add(
          new Variable<>(
              "PROXY_ADMIN_TOKEN",
              token(),
              "",
              "none",
              "Token that requests of the admin API must send as `Authorization: Bearer`.",
              true,
              false));
  static final Variable<Integer> ADMIN_MAX_CONNECTIONS =
      ADMIN.ours(
          "PROXY_ADMIN_MAX_CONNECTIONS",
          integer(1, 1_000),
          16,
          "Maximum number of requests of the admin API at a time; more are answered `OVERLOADED`.");

  static final Variable<LogLevel> LOGGER_LEVEL =
      OBSERVATION.original(
          "SPAWN_PROXY_LOGGER_LEVEL",
          oneOf(LogLevel.words()),
          "info",
          "How much is logged. `info`: starts, stops, registrations, refusals and lasting failures;"
              + " `debug`: also each call that fails, and all settings; `trace`: also each"
              + " invocation, by actor and action, never its content.");
  static final Variable<Boolean> DISABLE_METRICS =
      OBSERVATION.original(
          "SPAWN_DISABLE_METRICS", flag(), false, "Collect no metrics; `/metrics` says so.");
  static final Variable<Integer> METRICS_MAX_ACTIONS =
      OBSERVATION.ours(
          "PROXY_METRICS_MAX_ACTIONS",
          integer(0, 1_000_000),
          250,
          "Maximum number of actions, of all types together, that have lines of their own in"
              + " `/metrics`, nine for each outcome; the others are counted together as `other`.");
  static final Variable<Boolean> CONSOLE_METRICS =
      OBSERVATION.original(
          "SPAWN_CONSOLE_METRICS", flag(), false, "Log a line of figures once a minute.");

  /** In the order in which they are shown. */
  static final List<Section> SECTIONS =
      List.of(
          IDENTITY, HTTP, LOOPS, HOST, INVOCATION, MESSAGES, LIFECYCLE, STATE, ADMIN, OBSERVATION);

  private Variables() {}

  /** All of them, in the order in which they are shown. */
  static List<Variable<?>> all() {
    return SECTIONS.stream().<Variable<?>>flatMap(s -> s.variables().stream()).toList();
  }

  private static LinkedHashMap<String, Durability> durabilities() {
    var words = new LinkedHashMap<String, Durability>();
    words.put("acknowledged", Durability.ACKNOWLEDGED);
    words.put("snapshot", Durability.SNAPSHOT);
    return words;
  }
}
