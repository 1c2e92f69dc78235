package io.actorproxy.cluster.link;

import static io.actorproxy.setting.ValueType.bytes;
import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.longBytes;
import static io.actorproxy.setting.ValueType.machine;
import static io.actorproxy.setting.ValueType.optionalPath;
import static io.actorproxy.setting.ValueType.secret;
import static io.actorproxy.setting.ValueType.token;

import io.actorproxy.cluster.link.LinkConfig.Limits;
import io.actorproxy.cluster.link.LinkConfig.Timings;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Settings of the member link. */
public final class LinkSettings {
  public static final Section SECTION = new Section("Member link");

  /** Shorter ones can all be tried by a program that has read a handshake. */
  private static final int SHORTEST_SECRET = 16;

  static final Variable<Integer> PORT =
      SECTION.ours(
          "PROXY_CLUSTER_PORT",
          integer(0, 65_535),
          9002,
          "Port at which other members reach this one; 0 takes any free one.");
  static final Variable<String> INTERFACE =
      SECTION.protecting(
          SECTION.ours(
              "PROXY_CLUSTER_INTERFACE",
              machine(),
              "0.0.0.0",
              "Address that port is bound to; without a secret and without certificates it is bound"
                  + " to this machine alone."));
  static final Variable<String> SECRET =
      SECTION.protecting(
          SECTION.add(
              new Variable<>(
                  "PROXY_CLUSTER_SECRET",
                  secret(SHORTEST_SECRET),
                  "",
                  "`RELEASE_COOKIE`",
                  "What all members of a cluster know, by which they know each other.",
                  true,
                  false)));
  static final Variable<String> PREVIOUS_SECRET =
      SECTION.protecting(
          SECTION.add(
              new Variable<>(
                  "PROXY_CLUSTER_SECRET_PREVIOUS",
                  token(),
                  "",
                  "none",
                  "Another secret by which members are known, while that of the cluster is changed"
                      + " without a stop of all.",
                  true,
                  false)));
  static final Variable<Path> CERTIFICATES =
      SECTION.protecting(
          SECTION.add(
              new Variable<>(
                  "PROXY_CLUSTER_CERTIFICATES",
                  optionalPath(),
                  "",
                  "`/app/certs` if `ERL_CLUSTER_MTLS_ENABLED` is `true`, else none",
                  "Folder with `tls.crt`, `tls.key` and `ca.crt`, by which members know each other"
                      + " and encrypt what they send.",
                  false,
                  false)));
  static final Variable<Integer> MAX_CALLS =
      SECTION.ours(
          "PROXY_CLUSTER_LINK_MAX_CALLS",
          integer(1, 1_000_000),
          Limits.DEFAULTS.calls(),
          "Maximum number of calls to one member, and of one member, that are not answered; more"
              + " are answered `OVERLOADED`.");
  static final Variable<Long> MAX_CALL_BYTES =
      SECTION.ours(
          "PROXY_CLUSTER_LINK_MAX_CALL_BYTES",
          longBytes(1 << 10, 1L << 40),
          "64 MiB, but at most an 8th of the heap",
          () -> Long.toString(Limits.DEFAULTS.callBytes()),
          "Maximum number of bytes that calls of one member may have together that are not"
              + " answered; more calls wait at that member.");
  static final Variable<Long> MAX_QUEUED_BYTES =
      SECTION.ours(
          "PROXY_CLUSTER_LINK_MAX_QUEUED_BYTES",
          longBytes(1 << 10, 1L << 40),
          "16 MiB, but at most a 32nd of the heap",
          () -> Long.toString(Limits.DEFAULTS.queuedBytes()),
          "Maximum number of bytes of calls that wait to be sent to one member, and as many of"
              + " answers; more calls are answered `OVERLOADED`, and more answers are replaced by"
              + " `ANSWER_DISCARDED`. While more than half of it waits in answers, no further call"
              + " of that member begins: it is answered `OVERLOADED`.");
  static final Variable<Integer> MAX_MESSAGE_BYTES =
      SECTION.ours(
          "PROXY_CLUSTER_LINK_MAX_MESSAGE_BYTES",
          bytes(64 << 10, 1 << 30),
          "16 MiB, but at most an 8th of the heap",
          () -> Integer.toString(Limits.DEFAULTS.messageBytes()),
          "Largest call or answer that a member takes in from another.");
  static final Variable<Integer> MAX_CONNECTIONS =
      SECTION.ours(
          "PROXY_CLUSTER_LINK_MAX_CONNECTIONS",
          integer(1, 100_000),
          Limits.DEFAULTS.connections(),
          "Maximum number of connections that others may have to `PROXY_CLUSTER_PORT`; more are"
              + " closed.");
  static final Variable<Integer> MAX_UNKNOWN =
      SECTION.ours(
          "PROXY_CLUSTER_LINK_MAX_UNKNOWN",
          integer(1, 100_000),
          Limits.DEFAULTS.strangers(),
          "Maximum number of connections that may come to that port within 5 seconds from processes"
              + " that do not prove to be members, and whose addresses are of none; more are"
              + " closed.");
  static final Variable<Integer> MAX_UNKNOWN_PER_ADDRESS =
      SECTION.ours(
          "PROXY_CLUSTER_LINK_MAX_UNKNOWN_PER_ADDRESS",
          integer(1, 100_000),
          Limits.DEFAULTS.strangersOfAddress(),
          "The same for each address; for all addresses of a network (`/64`) of IPv6 together.");

  private static final Path CERTIFICATES_OF_THE_OPERATOR = Path.of("/app/certs");

  private LinkSettings() {}

  /**
   * Reads them.
   *
   * @param cluster members of clusters of other names are refused
   */
  public static LinkConfig read(Environment env, String cluster) {
    String given = env.get(SECRET);
    String secret = given.isEmpty() ? env.text("RELEASE_COOKIE") : given;
    String previous = env.get(PREVIOUS_SECRET);
    return new LinkConfig(
        env.get(INTERFACE),
        env.get(PORT),
        cluster,
        secret,
        secret.isEmpty() || previous.equals(secret) ? "" : previous,
        certificates(env),
        Versions.CURRENT,
        new Limits(
            env.get(MAX_CALLS),
            env.get(MAX_CALL_BYTES),
            env.get(MAX_QUEUED_BYTES),
            env.get(MAX_MESSAGE_BYTES),
            env.get(MAX_CONNECTIONS),
            env.get(MAX_UNKNOWN),
            env.get(MAX_UNKNOWN_PER_ADDRESS)),
        Timings.DEFAULTS);
  }

  /** Warns of what lets others than the members of the cluster be members; if this one is one. */
  public static void warn(Environment env, LinkConfig config) {
    String secret = config.secret();
    if (!secret.isEmpty() && secret.length() < SHORTEST_SECRET) {
      env.warn(
          ("RELEASE_COOKIE has %d characters; a program that reads what members of the cluster send"
                  + " when they connect can try all values of that length. Set"
                  + " PROXY_CLUSTER_SECRET for all members, %d characters or more")
              .formatted(secret.length(), SHORTEST_SECRET));
    }
    if (secret.isEmpty() && config.certificates() != null) {
      env.warn(
          "PROXY_CLUSTER_SECRET is not set: each program that has a certificate of an authority in"
              + " ca.crt can be a member of the cluster, so these authorities have to sign"
              + " certificates of members alone");
    }
  }

  private static @Nullable Path certificates(Environment env) {
    Path folder = env.get(CERTIFICATES);
    if (!folder.equals(Path.of(""))) {
      return folder;
    }
    return env.text("ERL_CLUSTER_MTLS_ENABLED").equals("true")
        ? CERTIFICATES_OF_THE_OPERATOR
        : null;
  }
}
