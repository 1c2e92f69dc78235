package io.actorproxy.config;

import static io.actorproxy.setting.ValueType.bytes;
import static io.actorproxy.setting.ValueType.fileMode;
import static io.actorproxy.setting.ValueType.flag;
import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.longBytes;
import static io.actorproxy.setting.ValueType.machine;
import static io.actorproxy.setting.ValueType.millis;
import static io.actorproxy.setting.ValueType.socketPath;

import io.actorproxy.ingress.http.HttpConfig;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;

/** Settings of the HTTP API. */
final class HttpSettings {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long DAY = 86_400_000;

  static final Section SECTION = new Section("HTTP API");

  static final Variable<Integer> HTTP_PORT =
      SECTION.original(
          "PROXY_HTTP_PORT",
          integer(0, 65_535),
          9001,
          "Port of the HTTP API, health and metrics; 0 takes any free one and logs it.");
  static final Variable<String> HOST_INTERFACE =
      SECTION.protecting(
          SECTION.original(
              "PROXY_HOST_INTERFACE", machine(), "0.0.0.0", "Address the HTTP port is bound to."));
  static final Variable<Boolean> UDS_ENABLED =
      SECTION.protecting(
          SECTION.original(
              "PROXY_UDS_ENABLED",
              flag(),
              false,
              "Serve the API on a Unix domain socket; health and metrics stay on the port."));
  static final Variable<Path> UDS_ADDRESS =
      SECTION.original(
          "PROXY_UDS_ADDRESS", socketPath(), "/var/run/spawn.sock", "Path of that socket.");
  static final Variable<Set<PosixFilePermission>> UDS_MODE =
      SECTION.ours(
          "PROXY_UDS_MODE",
          fileMode(),
          "660",
          "Permissions of that socket's file, as `chmod` takes them: who may write to it may"
              + " connect.");
  static final Variable<Integer> HTTP_MAX_BODY_BYTES =
      SECTION.ours(
          "PROXY_HTTP_MAX_BODY_BYTES",
          bytes(KIB, 1024 * MIB),
          "8 MiB, but at most a 16th of the heap",
          () -> Heap.share(1, 16, 8 << 20),
          "Largest body of a request, decompressed; more is answered `BODY_TOO_LARGE`.");
  static final Variable<Integer> HTTP_MAX_HEADER_BYTES =
      SECTION.ours(
          "PROXY_HTTP_MAX_HEADER_BYTES",
          bytes(KIB, MIB),
          32 * KIB,
          "Largest headers of a request, all together; more is answered `HEADERS_TOO_LARGE`.");
  static final Variable<Integer> HTTP_MAX_REQUEST_LINE_BYTES =
      SECTION.ours(
          "PROXY_HTTP_MAX_REQUEST_LINE_BYTES",
          bytes(KIB, MIB),
          16 * KIB,
          "Longest request line, names in the path included; else `HEADERS_TOO_LARGE`.");
  static final Variable<Long> HTTP_REQUEST_TIMEOUT =
      SECTION.ours(
          "PROXY_HTTP_REQUEST_TIMEOUT",
          millis(100, DAY),
          30_000,
          "How long a client may take to send one whole request; then `REQUEST_TIMEOUT`. Also how"
              + " long it may read nothing of a response; then the connection is closed.");
  static final Variable<Long> HTTP_IDLE_TIMEOUT =
      SECTION.ours(
          "PROXY_HTTP_IDLE_TIMEOUT",
          millis(100, DAY),
          75_000,
          "How long a connection may stay open without a request.");
  static final Variable<Integer> HTTP_MAX_CONNECTIONS =
      SECTION.ours(
          "PROXY_HTTP_MAX_CONNECTIONS",
          integer(1, 1_000_000),
          10_000,
          "Maximum number of connections open at a time. At the limit those are closed that have"
              + " waited longest for their clients' requests; if none waits, all but health and"
              + " metrics is answered `OVERLOADED`.");
  static final Variable<Integer> HTTP_MAX_PIPELINED =
      SECTION.ours(
          "PROXY_HTTP_MAX_PIPELINED",
          integer(1, 10_000),
          64,
          "Maximum number of unanswered requests of one connection; past that it is not read"
              + " from.");
  static final Variable<Integer> HTTP_CODEC_THREADS =
      SECTION.ours(
          "PROXY_HTTP_CODEC_THREADS",
          integer(0, 1024),
          0,
          "Threads that read and write JSON and gzip of bodies above 16 KiB; 0 is one for two"
              + " cores.");
  static final Variable<Integer> HTTP_CODEC_QUEUE =
      SECTION.ours(
          "PROXY_HTTP_CODEC_QUEUE",
          integer(1, 100_000),
          256,
          "Maximum number of these bodies of about the same size that wait for a thread, of one"
              + " connection at most as many as are left; more are answered `OVERLOADED`.");
  static final Variable<Long> HTTP_MAX_BUFFERED_BYTES =
      SECTION.add(
          new Variable<>(
              "PROXY_HTTP_MAX_BUFFERED_BYTES",
              longBytes(MIB, 1L << 40),
              "",
              "all that calls may hold",
              "Maximum bytes of bodies that wait to be read; more is answered `OVERLOADED`, or"
                  + " `ANSWER_DISCARDED`.",
              false,
              false));

  private HttpSettings() {}

  static HttpConfig read(Environment env) {
    boolean socket = env.get(UDS_ENABLED);
    var socketPath = env.get(UDS_ADDRESS);
    int maxBody = env.get(HTTP_MAX_BODY_BYTES);
    int maxReply = env.get(HostSettings.HOST_MAX_REPLY_BYTES);
    long calls = env.get(InvocationSettings.MAX_INFLIGHT_BYTES);
    int codecThreads = env.get(HTTP_CODEC_THREADS);
    long maxBuffered =
        env.get(
            HTTP_MAX_BUFFERED_BYTES,
            () ->
                Long.toString(
                    Math.max(maxBody, calls + InvocationSettings.reservedBytes(maxReply))));
    if (maxBuffered < maxBody) {
      env.problem(
          HTTP_MAX_BUFFERED_BYTES,
          Long.toString(maxBuffered),
          "is less than %s, %d".formatted(HTTP_MAX_BODY_BYTES.name(), maxBody));
    }
    return new HttpConfig(
        env.get(HOST_INTERFACE),
        env.get(HTTP_PORT),
        socket ? socketPath : null,
        env.get(UDS_MODE),
        maxBody,
        env.get(HTTP_MAX_HEADER_BYTES),
        env.get(HTTP_MAX_REQUEST_LINE_BYTES),
        Duration.ofMillis(env.get(HTTP_REQUEST_TIMEOUT)),
        Duration.ofMillis(env.get(HTTP_IDLE_TIMEOUT)),
        env.get(HTTP_MAX_CONNECTIONS),
        env.get(HTTP_MAX_PIPELINED),
        codecThreads == 0
            ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2)
            : codecThreads,
        env.get(HTTP_CODEC_QUEUE),
        maxBuffered);
  }
}
