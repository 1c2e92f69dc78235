package io.actorproxy.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of a client and the host it calls, once for each transport that this machine has. */
@ParameterizedClass
@MethodSource("io.actorproxy.host.Transport#available")
abstract class WithRawHost {
  static final int MAX_REPLY_BYTES = 20_000;

  @Parameter Transport transport = Transport.NIO;

  private @Nullable RawHost host;
  private @Nullable ClientHarness harness;

  @AfterEach
  final void close() throws IOException {
    if (harness != null) {
      harness.close();
    }
    if (host != null) {
      host.close();
    }
  }

  /** Starts a host that always answers the same, and a client of it. */
  final ClientHarness startAnswering(String answer) {
    return start(RawHost.answering(answer));
  }

  /** Starts a host, and a client that takes replies of {@link #MAX_REPLY_BYTES}. */
  final ClientHarness start(RawHost.Conversation conversation) {
    return start(
        conversation,
        10,
        port -> {
          var of = HostConfig.of("0.0.0.0", port);
          return new HostConfig(
              of.address(),
              of.port(),
              of.pools(),
              of.poolSize(),
              of.overflowConnections(),
              of.maxIdleMillis(),
              of.connectTimeoutMillis(),
              of.connectPatienceMillis(),
              of.queueCapacity(),
              of.maxHeadBytes(),
              MAX_REPLY_BYTES);
        });
  }

  /** Starts a host and a client configured for its port, in place of those before. */
  final ClientHarness start(
      RawHost.Conversation conversation, int maxConnections, IntFunction<HostConfig> config) {
    try {
      close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RawHost newHost = new RawHost(conversation);
    host = newHost;
    ClientHarness started =
        new ClientHarness(transport, config.apply(newHost.port()), maxConnections);
    harness = started;
    return started;
  }

  final RawHost host() {
    return requireNonNull(host);
  }

  /** The call failed with that code, and a message with the host and all of {@code parts}. */
  static void assertFailure(Outcome outcome, ErrorCode code, String... parts) {
    Failure failure = outcome.failure();
    assertThat(failure.code()).as(failure.toString()).isEqualTo(code);
    assertThat(failure.message()).contains(parts).contains("127.0.0.1:");
  }

  /** An answer of that status with a body that is said to be gzip. */
  static String gzipped(String status, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\ncontent-encoding: gzip\r\ncontent-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  static String gzip(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toString(ISO_8859_1);
  }
}
